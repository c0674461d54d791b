/** Workflows that the tests run. */

/** Two jobs, the second of which needs an output of the first. */
export const PAIR = `
name: Release
run-name: Release \${{ inputs.version }} (\${{ inputs.operation }})
on:
  workflow_dispatch:
    inputs:
      version: { required: true, type: string }
      operation: { default: none }
      channel: { type: choice, options: [next, latest], default: next }
      dry: { type: boolean, default: false }
env:
  LEVEL: workflow
  VERSION: \${{ inputs.version }}
jobs:
  build:
    name: Build \${{ inputs.version }}
    runs-on: ubuntu-latest
    outputs:
      notes: \${{ steps.notes.outputs.text }}
      version: \${{ steps.notes.outputs.version }}
      token: \${{ steps.notes.outputs.token }}
    env: { LEVEL: job }
    steps:
      - uses: actions/checkout@v4
      - id: notes
        name: Write notes
        env: { LEVEL: step, TOKEN: "\${{ secrets.NPM_TOKEN }}" }
        run: |
          echo "version=$VERSION" >> "$GITHUB_OUTPUT"
          echo "token=$TOKEN" >> "$GITHUB_OUTPUT"
          printf 'text<<END\\nfirst line\\nlast line\\nEND\\n' >> "$GITHUB_OUTPUT"
          echo "level is $LEVEL, token is $TOKEN, region is \${{ vars.REGION }}"
          echo "at $GITHUB_REF_NAME $GITHUB_SHA of $GITHUB_REPOSITORY by $GITHUB_ACTOR"
          echo "FROM_STEP=set" >> "$GITHUB_ENV"
          mkdir -p tools && printf '#!/bin/sh\\necho tool ran' > tools/mytool && chmod +x tools/mytool
          echo "$PWD/tools" >> "$GITHUB_PATH"
      - run: |
          mytool
          echo "env is \${{ env.FROM_STEP }}, level is \${{ env.LEVEL }}, token is \${{ github.token != '' }}"
          test -z "$GITHUB_TOKEN"
          cat README.md
      - if: failure()
        run: echo never
  publish:
    needs: build
    if: \${{ !inputs.dry }}
    runs-on: ubuntu-latest
    steps:
      - name: Publish
        run: |
          echo 'notes are \${{ needs.build.outputs.notes }}'
          echo "token output is [\${{ needs.build.outputs.token }}]"
          test ! -e README.md
`;

/** A chain whose second job obeys a switch in the repository's address: it fails until a ref exists. */
export const CHAIN = `
name: Release
on: { workflow_dispatch: {} }
jobs:
  one:
    runs-on: ubuntu-latest
    outputs: { at: "\${{ steps.s.outputs.at }}" }
    steps: [{ id: s, run: 'echo "at=\${{ github.run_attempt }}" >> "$GITHUB_OUTPUT"' }]
  two:
    needs: [one]
    runs-on: ubuntu-latest
    steps:
      - { run: 'echo before' }
      - { name: Flaky, run: 'test "$GITHUB_RUN_ATTEMPT" != 1' }
      - { run: 'echo after' }
      - { name: Clean, if: always(), run: 'echo cleaning' }
      - { name: Report, if: failure(), run: 'echo reporting' }
  three:
    needs: [two]
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "one ran in \${{ needs.one.outputs.at }}"' }]
  always:
    needs: [two]
    if: always()
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "two was \${{ needs.two.result }}"' }]
`;

/** One job that takes long, and what comes after it. */
export const SLOW = `
name: Release
on: { workflow_dispatch: {} }
concurrency: release
env: { CHILD: "\${{ vars.CHILD }}" }
jobs:
  slow:
    runs-on: ubuntu-latest
    steps:
      - { name: Sleep, run: 'sleep 600 & echo "$!" > "$CHILD"; wait' }
      - { name: Next, run: 'echo next' }
      - { name: Clean, if: always(), run: 'echo cleaning' }
  after:
    needs: slow
    runs-on: ubuntu-latest
    steps: [{ run: 'echo after' }]
`;

/**
 * Slack's limits, in characters unless stated otherwise. Sources: docs/services.md, Slack (the types of @slack/types
 * 3.2.0 and docs.slack.dev, Block Kit) and, for all texts of a message together, slackapi/bolt-js#2867 (refused at
 * 11,341).
 */
export const LIMITS = {
  blocksPerMessage: 50,
  blocksPerView: 100,
  /** The sum of all texts in one message stays below this. */
  textOfMessage: 10_000,
  sectionText: 3000,
  sectionFields: 10,
  fieldText: 2000,
  headerText: 150,
  contextText: 2000,
  contextElements: 10,
  actionsElements: 25,
  buttonText: 75,
  buttonValue: 2000,
  accessibilityLabel: 75,
  id: 255,
  modalTitle: 24,
  privateMetadata: 3000,
  inputText: 3000,
  optionText: 75,
  /** `text` besides the blocks: chat.update refuses more than 4,000 (`msg_too_long`). */
  topLevelText: 3500,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
} as const;

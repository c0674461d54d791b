import type { Surface } from '../../domain/surface.ts';
import type { Context } from '../../engine/context.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { readReleaseLine } from '../surfaces/index.ts';
import { type GitTagLook, gitTagSubject, type Look, surfaceSubject } from './looks.ts';

const TAG = /^npm:(?<name>.+)#(?<tag>[^#]+)$/;

/**
 * Reads everything that was recorded, at its origin and as customers see it. A service without an answer is
 * `unreadable`.
 */
export function lookAtAll(
  context: Context,
  { surfaces, gitTags }: { surfaces: readonly Surface[]; gitTags: readonly { tag: string }[] },
): Promise<Look[]> {
  return Promise.all([
    ...surfaces.map((surface) => unlessSilent(context, surfaceSubject(surface.id), lookAt(context, surface))),
    ...gitTags.map(({ tag }) => unlessSilent(context, gitTagSubject(tag), lookAtGitTag(context, tag))),
  ]);
}

/** Throws `ServiceError`. */
export function lookAt(context: Context, surface: Surface): Promise<Look> {
  const tag = TAG.exec(surface.id)?.groups;
  return tag === undefined ? lookAtPointer(context, surface) : lookAtDistTag(context, surface, tag);
}

async function unlessSilent(context: Context, subject: Look['subject'], look: Promise<Look>): Promise<Look> {
  try {
    return await look;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem } = error.facts;
    context.telemetry.warn('what is live could not be read', { subject: subject.id, service, problem });
    return { is: 'unreadable', subject };
  }
}

async function lookAtDistTag(
  { registry }: Context,
  { id }: Surface,
  { name = '', tag = '' }: Record<string, string>,
): Promise<Look> {
  const [own, shown] = await Promise.all([registry.primary(name), registry.package(name)]);
  const version = own?.distTags[tag] ?? null;
  const isShown = (shown?.distTags[tag] ?? null) === version;
  return { is: 'dist-tag', subject: surfaceSubject(id), name, tag, version, isShown };
}

async function lookAtPointer(context: Context, { id }: Surface): Promise<Look> {
  const line = id.slice('pointer:'.length);
  const { loader } = context.settings.cdn;
  const path = `${line}/${loader}`;
  const [{ pointer, facts }, served] = await Promise.all([
    readReleaseLine(context.objects, line, loader),
    context.edge.look(`/${path}`),
  ]);
  const origin =
    pointer === undefined || facts === undefined
      ? null
      : { ...pointer, version: pointer.version ?? null, updatedAt: facts.updatedAt };
  return { is: 'pointer', subject: surfaceSubject(id), path, origin, served };
}

/** Throws `ServiceError`. */
export async function lookAtGitTag({ scm }: Context, tag: string): Promise<GitTagLook> {
  return { is: 'git-tag', subject: gitTagSubject(tag), tag, found: (await scm.tag(tag)) ?? null };
}

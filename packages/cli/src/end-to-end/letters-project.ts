import { join } from 'node:path';
import { Parameters, type DeadLetter, type DeadLetterStore } from '@weir/core';
import { openStore, resolveFailover } from '@weir/failover';
import { readLetters as readOpenLetters } from '@weir/testing';
import { countingJob, Project } from './weir-process.js';

/** The configuration of a project with letters. */
export const conf = ['--conf', 'application.yml'] as const;

/** A project whose letters are in `kept`; nothing has run yet. */
export function createLetterProject(job: string): Promise<Project> {
  return Project.create({ 'job.ts': job, 'application.yml': 'http.sink.failover.file.path: ./kept\n' });
}

/** A project whose job has run against `endpoint`. */
export async function createProjectWithLetters(
  endpoint: { readonly url: string },
  job = countingJob(endpoint.url, 10),
): Promise<Project> {
  const project = await createLetterProject(job);
  const { exitCode } = await project.weir('run', 'job.ts', ...conf);
  expect(exitCode).toBe(2);
  return project;
}

/** The store of `project`, as another process has it. */
function openKept({ folder }: Project): DeadLetterStore {
  const parameters = Parameters.of({ 'file.path': join(folder, 'kept') });
  return openStore(resolveFailover(parameters.entries(), 'http.sink.failover'));
}

/** Every open letter of `project`, oldest first. */
export async function readLetters(project: Project): Promise<DeadLetter[]> {
  const store = openKept(project);
  const letters = await readOpenLetters(store);
  await store.close();
  return letters;
}

/** Puts letters into the store of `project` that no job of this test wrote. */
export async function appendLetters(project: Project, letters: readonly DeadLetter[]): Promise<void> {
  const store = openKept(project);
  await store.append(letters);
  await store.close();
}

/** The id that a list begins with. */
export function idIn(list: string): string {
  return /^[0-9a-f]{32}/m.exec(list)?.[0] ?? '';
}

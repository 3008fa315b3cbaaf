import { type Changes, changesRoutes, createChanges } from './changes/index.ts';
import { createEnvironments, environmentReverter, environmentsRoutes } from './environments/index.ts';
import { configReverter, createFlags, definitionReverter, flagsRoutes } from './flags/index.ts';
import type { Database } from './platform/db/index.ts';
import type { App } from './platform/http/index.ts';
import { regex } from './platform/regex.ts';
import { createProjects, projectsRoutes } from './projects/index.ts';
import { type Commits, createMutations } from './rulesets/index.ts';
import {
  createSegments,
  segmentOverrideReverter,
  segmentReverter,
  segmentsRoutes,
} from './segments/index.ts';

/** The slices that own flag state, wired to one mutation path. */
export interface Domain {
  readonly changes: Changes;
  serve(app: App): void;
}

export function createDomain({ db, commits }: { db: Database; commits: Commits }): Domain {
  const mutations = createMutations({ db, commits, regex });
  const parts = { db, mutations };
  const reverters = {
    environment: environmentReverter(mutations),
    flag: definitionReverter(mutations),
    'flag-config': configReverter(mutations),
    segment: segmentReverter(mutations),
    'segment-override': segmentOverrideReverter(mutations),
  };
  const changes = createChanges({ db, reverters });
  return {
    changes,
    serve(app) {
      projectsRoutes(app, createProjects({ db }));
      environmentsRoutes(app, createEnvironments(parts));
      flagsRoutes(app, createFlags(parts));
      segmentsRoutes(app, createSegments(parts));
      changesRoutes(app, changes);
    },
  };
}

import type { Environment } from '@slipway/api';
import type { Repository } from '../sources/index.ts';

/** A registered service, as hosting needs it. */
export interface ServiceFacts {
  readonly key: string;
  readonly repository: Repository;
  readonly folder: string;
  readonly defaultBranch: string;
}

export interface VariableScope {
  readonly projectId: number;
  /** Key of the registered service; null: what holds for every one. */
  readonly service: string | null;
  readonly kind: Environment['kind'];
  readonly environmentId: number | null;
}

export interface GivenVariables {
  readonly values: Readonly<Record<string, string>>;
  /** Names of those that are secret. */
  readonly secrets: readonly string[];
}

export interface BlueprintFacts {
  readonly id: number;
  readonly key: string;
  readonly path: string;
  /** Where Slipway keeps it. */
  readonly content: string | null;
  /** Key of the service whose repository keeps it. */
  readonly service: string | null;
}

/** What hosting asks of the services slice. */
export interface ServiceCatalogue {
  blueprint(projectId: number, key: string): Promise<BlueprintFacts | null>;
  services(projectId: number): Promise<readonly ServiceFacts[]>;
  /** The narrowest value of each name. */
  variables(scope: VariableScope, use: 'build' | 'run'): Promise<GivenVariables>;
}

/** Where people find environments. */
export interface PublicAddresses {
  urlOf(slug: string): string;
  /** Null: it has no route. */
  serviceUrlOf(slug: string, service: { readonly path: string | null }): string | null;
}

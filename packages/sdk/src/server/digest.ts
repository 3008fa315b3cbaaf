import { createHash } from 'node:crypto';
import { createDigest, type Digest } from '@slipway/engine';

export const digest: Digest = createDigest((text) => createHash('sha256').update(text).digest('hex'));

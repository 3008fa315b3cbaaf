export { openSecretKey, SecretError, type Secrets } from './secrets.ts';

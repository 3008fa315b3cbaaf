export { isPublicAddress } from './addresses.ts';
export {
  type Connect,
  createOutbound,
  type Outbound,
  OutboundFailed,
  type OutboundOptions,
  OutboundRefused,
  type OutboundRequest,
  type Resolve,
  type Target,
} from './outbound.ts';

export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export { gatewayRoutes } from './routes.ts';
export type { GatewayRoute, GatewayRoutes } from './routes-source.ts';
export { createGatewayUrls, type GatewayUrls } from './urls.ts';

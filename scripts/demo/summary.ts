import type { EnvironmentKey } from './provision.ts';

interface Started {
  url: string;
  token: string;
  password: string;
  door: string;
  webs: Record<EnvironmentKey, string>;
  branches: { url: string; link: string };
}

/** What to open and what to try, printed when everything runs. */
export function summary({ url, password, door, webs, branches }: Started, folder: string): string {
  return `
  Dashboard              ${door}
                         opens it signed in. Or sign in at ${url} as demo, developer, releaser or
                         product-owner, each @slipway.example, by the password ${password}
  academy in production  ${webs.production}
  academy in staging     ${webs.staging}   (everything is on)
  academy from branches  ${branches.link}
                         for whoever has the link; signed in, ${branches.url}

  The recommendations are deployed in production and off: nobody sees them. Open production in a browser,
  sign in there as a learner and, in a private window, as somebody at academy.example. Then switch the flag
  course-recommendations in the dashboard and watch the page change, or in a second terminal:

    export SLIPWAY_URL=${url} SLIPWAY_TOKEN=$(cat ${folder}/admin-token)
    npm run -s slipway -- flag set course-recommendations -e production --segment internal=on --default off
    npm run -s slipway -- flag on course-recommendations -e production          # internal users see it
    npm run -s slipway -- flag set course-recommendations -e production --percentage 10
    npm run -s slipway -- explain course-recommendations -e production --key u42
    npm run -s slipway -- flag kill course-recommendations -e production        # gone, without a reload
    npm run -s slipway -- changes

  The last one runs the branches feature/new-checkout of both services, with a database and flags of its own:

    npm run -s slipway -- environment show new-checkout
    npm run -s slipway -- environment difference new-checkout --to staging
    npm run -s slipway -- environment create reviews --blueprint academy --from web@feature/reviews
    npm run -s slipway -- environment destroy reviews

  Logs: ${folder}/logs. Ctrl-C stops everything and destroys what runs from branches; the other data
  stays for the next start.
`;
}

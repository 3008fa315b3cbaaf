import type { Environment } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { apiUrl } from '../app/place.ts';
import { useMay } from '../app/session.tsx';
import { Copy } from '../ui/copy.tsx';
import { Section } from '../ui/page.tsx';
import css from './environments.module.css';

/** How a service gets at the flags of this environment. */
export function ConnectHint({
  project,
  environment: { key, name },
}: {
  project: string;
  environment: Environment;
}) {
  const may = useMay(project);
  const code = [
    "import { OpenFeature } from '@openfeature/server-sdk';",
    "import { SlipwayProvider } from '@slipway/sdk/server';",
    '',
    'await OpenFeature.setProviderAndWait(',
    `  new SlipwayProvider({ url: '${apiUrl}', token: process.env.SLIPWAY_TOKEN }),`,
    ');',
  ].join('\n');
  return (
    <Section title="Connect a service">
      <div className={`sw-panel ${css.connect}`}>
        <p>
          A server token of {name} lets a service read its flags.{' '}
          {may('token:write') ? (
            <Link
              to="/projects/$project/settings"
              params={{ project }}
              search={{ tab: 'tokens' }}
              className={css.inlineLink}
            >
              Create one under Settings
            </Link>
          ) : (
            'An administrator of the project creates one'
          )}
          , or <code className="sw-mono">slipway token create web --scope server -e {key}</code>.
        </p>
        <div className={css.code}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
          <pre tabIndex={0}>{code}</pre>
          <Copy value={code} what="code" />
        </div>
      </div>
    </Section>
  );
}

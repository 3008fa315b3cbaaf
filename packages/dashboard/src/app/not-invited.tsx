import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';

/** Instead of a page that somebody may not see. */
export function NotInvited({ project }: { project: string }) {
  return (
    <Page title="Not shown to you" name="Not shown to you">
      <Empty
        action={
          <Link className="sw-link" to="/projects/$project" params={{ project }}>
            Go home
          </Link>
        }
      >
        You see only what you were invited to. Whoever invited you can show you more.
      </Empty>
    </Page>
  );
}

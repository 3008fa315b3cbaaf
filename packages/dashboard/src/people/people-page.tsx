import { Page } from '../ui/page.tsx';

export function PeoplePage() {
  return (
    <Page title="People" name="People">
      <p>People</p>
    </Page>
  );
}

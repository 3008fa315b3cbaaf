import { Page } from '../ui/page.tsx';

export function HomePage() {
  return (
    <Page title="Home" name="Home">
      <p>Home</p>
    </Page>
  );
}

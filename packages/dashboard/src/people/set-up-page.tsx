import { Page } from '../ui/page.tsx';

export function SetUpPage() {
  return (
    <Page title="Set up" name="Set up">
      <p>Set up</p>
    </Page>
  );
}

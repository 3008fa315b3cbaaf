import { Page } from '../ui/page.tsx';

export function OnCallPage() {
  return (
    <Page title="On call" name="On call">
      <p>On call</p>
    </Page>
  );
}

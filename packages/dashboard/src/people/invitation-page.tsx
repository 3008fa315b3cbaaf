import { Page } from '../ui/page.tsx';

export function InvitationPage() {
  return (
    <Page title="Invitation" name="Invitation">
      <p>Invitation</p>
    </Page>
  );
}

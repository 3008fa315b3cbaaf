import { Page } from '../ui/page.tsx';

export function PasswordResetPage() {
  return (
    <Page title="Password reset" name="Password reset">
      <p>Password reset</p>
    </Page>
  );
}

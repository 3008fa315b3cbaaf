import { Page } from '../ui/page.tsx';

export function SignInPage() {
  return (
    <Page title="Sign in" name="Sign in">
      <p>Sign in</p>
    </Page>
  );
}

import { Page } from '../ui/page.tsx';

export function ProposalPage() {
  return (
    <Page title="Proposal" name="Proposal">
      <p>Proposal</p>
    </Page>
  );
}

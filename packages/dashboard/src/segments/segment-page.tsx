import { Page } from '../ui/page.tsx';

export function SegmentPage() {
  return (
    <Page title="Segment" name="Segment">
      <p>Segment</p>
    </Page>
  );
}

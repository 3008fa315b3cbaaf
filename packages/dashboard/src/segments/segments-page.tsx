import { Page } from '../ui/page.tsx';

export function SegmentsPage() {
  return (
    <Page title="Segments" name="Segments">
      <p>Segments</p>
    </Page>
  );
}

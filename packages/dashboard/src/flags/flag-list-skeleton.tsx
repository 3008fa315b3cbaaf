import { Skeletons } from '../ui/loading.tsx';

/** As tall as what comes. */
export function ListSkeleton() {
  return (
    <div className="sw-panel">
      <Skeletons rows={12} height={37} />
    </div>
  );
}

/** "git@host:shop/web.git" → "web". */
export function nameOfRepository(repository: string): string {
  const last = repository.trim().replace(/\/+$/, '').split(/[/:]/).at(-1) ?? '';
  return last.replace(/\.git$/, '');
}

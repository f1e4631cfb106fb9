import { links } from '../lib/router';

export function Unknown({ path }: { path: string }) {
  return (
    <div class="empty">
      <h1>There is no such page</h1>
      <p class="soft">
        Nothing answers to <code>{path}</code>.
      </p>
      <p>
        <a href={links.list()}>Go to all traces</a>
      </p>
    </div>
  );
}

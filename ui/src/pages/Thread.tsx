export function ThreadPage({ thread }: { thread: string }) {
  return <h1>{thread}</h1>;
}

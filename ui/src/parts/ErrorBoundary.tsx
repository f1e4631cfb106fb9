import { Component, type ComponentChildren } from 'preact';
import { Icon } from './Icon';

interface Props {
  /** What it holds, as in "The detail could not be shown". */
  what: string;
  /** What is shown: another one gets another chance. */
  of?: unknown;
  children: ComponentChildren;
}

/** Keeps a fault in one pane from taking the rest of the page away, and says what happened. */
export class ErrorBoundary extends Component<Props, { failure: Error | null }> {
  override state: { failure: Error | null } = { failure: null };

  static override getDerivedStateFromError(reason: unknown) {
    return { failure: reason instanceof Error ? reason : new Error(String(reason)) };
  }

  override componentDidUpdate(before: Props) {
    if (this.state.failure && before.of !== this.props.of) this.setState({ failure: null });
  }

  override render({ what, children }: Props) {
    const { failure } = this.state;
    if (!failure) return children;
    return (
      <section class="fault" role="alert">
        <h2>
          <Icon name="error" size={18} /> {what} could not be shown
        </h2>
        <p>{failure.message}</p>
        <p class="fault-actions">
          <button type="button" class="button" onClick={() => this.setState({ failure: null })}>
            Try again
          </button>
          <button type="button" class="button" onClick={() => location.reload()}>
            <Icon name="refresh" /> Reload the page
          </button>
        </p>
        {failure.stack && (
          <details>
            <summary>Details</summary>
            <pre>{failure.stack}</pre>
          </details>
        )}
      </section>
    );
  }
}

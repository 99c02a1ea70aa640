import { Component, type ReactNode } from 'react';

type Props = {
  children: ReactNode;
  fallback: (error: Error, retry: () => void) => ReactNode;
  resetKey?: unknown;
};

/** Keeps a crash inside its part of the page. `resetKey`: a new value tries again, such as a new address. */
export class ErrorBoundary extends Component<Props, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.error && before.resetKey !== this.props.resetKey) this.setState({ error: undefined });
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error
      ? this.props.fallback(error, () => this.setState({ error: undefined }))
      : this.props.children;
  }
}

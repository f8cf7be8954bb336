import { Component, type ReactNode } from 'react';
import { PageProblem } from './page-problem.tsx';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly error: unknown;
}

/** A page that cannot be drawn, or whose files a newer server no longer has, says so; the rest goes on. */
export class CrashCatcher extends Component<Props, State> {
  override readonly state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <PageProblem problem={this.state.error} again={() => location.reload()} />;
  }
}

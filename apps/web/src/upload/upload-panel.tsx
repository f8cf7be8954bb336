import { isTransient } from '@homeroll/core/sync/retry-schedule';
import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useWords } from '../words/words.ts';
import { reasonWordKeys } from './reason-word-keys.ts';
import type { UploadQueue } from './upload-queue.ts';
import type { UploadState } from './upload-state.ts';
import { useUploadWords } from './use-upload-words.ts';

interface Props {
  readonly queue: UploadQueue;
  readonly onShare: (items: readonly number[]) => void;
  /** Told when more photos are on the server than before. */
  readonly onArrived: () => void;
  readonly onClose: () => void;
}

/** One line that says what happens now, a thin bar, and what came of it. */
export default function UploadPanel({ queue, onShare, onArrived, onClose }: Props): ReactNode {
  const say = useWords('upload');
  const state = useSyncExternalStore(queue.subscribe, () => queue.state);
  const isBusy = state.phase === 'sending' || state.phase === 'waiting';
  useTellArrivals(state, onArrived);
  useStayQuestion(isBusy);
  const share = async (): Promise<void> => onShare(await queue.arrived());
  const canShare = state.phase === 'done' && state.sent + state.alreadyThere > 0;
  return (
    <section className="upload-panel" aria-label={say('title')}>
      <StatusLine state={state} />
      {state.phase === 'sending' && <Bar state={state} />}
      <Failures state={state} />
      <div className="upload-actions">
        {isBusy && (
          <button type="button" className="button" onClick={queue.stop}>
            {say('stop')}
          </button>
        )}
        {mayRetry(state) && (
          <button type="button" className="button" onClick={queue.retry}>
            {say('again')}
          </button>
        )}
        {!isBusy && (
          <button type="button" className="button" onClick={onClose}>
            {say('close')}
          </button>
        )}
        {canShare && (
          <button type="button" className="button main" onClick={() => void share()}>
            {say('share')}
          </button>
        )}
      </div>
    </section>
  );
}

/** Seen at once, read out at most every five seconds. */
function StatusLine({ state }: { readonly state: UploadState }): ReactNode {
  const line = useUploadWords()(state);
  return (
    <>
      <p className="upload-line">{line}</p>
      <p className="unseen" role="status">
        {useSeldom(line)}
      </p>
    </>
  );
}

function Bar({ state: { figures } }: { readonly state: UploadState }): ReactNode {
  const say = useWords('upload');
  return <progress className="bar" aria-label={say('title')} value={figures?.share ?? 0} max={1} />;
}

function Failures({ state: { failures } }: { readonly state: UploadState }): ReactNode {
  const say = useWords('upload');
  if (failures.length === 0) return null;
  return (
    <details className="failures">
      <summary>
        {say('failed', { count: failures.length })} <span>{say('why')}</span>
      </summary>
      <ul>
        {failures.slice(0, 100).map(({ id, fileName, reason }) => (
          <li key={id}>
            <strong>{fileName}</strong>: {say(reasonWordKeys[reason])}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Not where trying again would fail again, such as an empty file. */
function mayRetry({ phase, failures, left }: UploadState): boolean {
  if (phase === 'waiting') return true;
  if (phase !== 'stopped' && phase !== 'done') return false;
  return left > 0 || failures.some(({ reason }) => isTransient(reason));
}

const between = 5000;

function useSeldom(line: string): string {
  const [said, setSaid] = useState(line);
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + between - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      setSaid(line);
    }, wait);
    return () => clearTimeout(timer);
  }, [line]);
  return said;
}

/** The library is looked at again every two seconds while photos arrive, and at the end. */
function useTellArrivals({ sent, phase }: UploadState, onArrived: () => void): void {
  const told = useRef(0);
  const newest = useRef(sent);
  useEffect(() => {
    newest.current = sent;
  }, [sent]);
  useEffect(() => {
    const tell = (): void => {
      if (newest.current === told.current) return;
      told.current = newest.current;
      onArrived();
    };
    if (phase !== 'sending') tell();
    const timer = setInterval(tell, 2000);
    return () => clearInterval(timer);
  }, [phase, onArrived]);
}

/** Leaving now would lose the queue: the browser asks first. */
function useStayQuestion(isBusy: boolean): void {
  useEffect(() => {
    if (!isBusy) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isBusy]);
}

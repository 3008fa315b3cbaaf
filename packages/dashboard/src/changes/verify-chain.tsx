import { Button } from '@mantine/core';
import { type ReplyOf, verifyChanges } from '@slipway/api';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../app/api.ts';
import { describeProblem } from '../ui/problem.tsx';
import { verifiedWords } from './verified-words.ts';
import css from './verify-chain.module.css';

type Verified = ReplyOf<typeof verifyChanges>;

/** Recomputes the chain on the server, so that nobody can have altered what was done. */
export function VerifyChain({ project }: { project: string }) {
  const [verified, setVerified] = useState<Verified | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isRunning, setRunning] = useState(false);
  const run = async (): Promise<void> => {
    setRunning(true);
    setFailure(null);
    try {
      setVerified(await client.call(verifyChanges, { params: { project } }));
    } catch (error) {
      setFailure(describeProblem(error).detail);
    }
    setRunning(false);
  };
  return (
    <>
      <span role="status" className={css.result}>
        {failure ?? (verified ? <Result project={project} verified={verified} /> : null)}
      </span>
      <Button
        variant="default"
        loading={isRunning}
        leftSection={<IconShieldCheck size={16} aria-hidden />}
        onClick={() => void run()}
      >
        Verify
      </Button>
    </>
  );
}

function Result({ project, verified }: { project: string; verified: Verified }) {
  const { isIntact, firstBroken } = verified;
  const Icon = isIntact ? IconShieldCheck : IconAlertTriangle;
  return (
    <span className={css.words} data-tone={isIntact ? 'on' : 'killed'}>
      <Icon size={16} aria-hidden />
      {verifiedWords(verified)}
      {firstBroken === null ? null : (
        <Link
          to="/projects/$project/changes"
          params={{ project }}
          search={{ change: firstBroken }}
          className="sw-link"
        >
          Look at it
        </Link>
      )}
    </span>
  );
}

import { Menu } from '@mantine/core';
import {
  type Invitation,
  listInvitations,
  listMembers,
  listTokens,
  type Member,
  removeMember,
  withdrawInvitation,
} from '@slipway/api';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { forget, useAll } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay, useWho } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Time } from '../ui/time.tsx';
import css from './access.module.css';
import { InviteDialog } from './invite-dialog.tsx';
import { tellLeftTokens } from './left-tokens.ts';
import { MemberDialog } from './member-dialog.tsx';
import { grantSentence, roleWords } from './role-words.ts';

/** Who belongs to the project, and who is invited. */
export function MembersTab({ project }: { project: string }) {
  const may = useMay(project);
  const members = useAll(listMembers, { params: { project } });
  const [isInviting, setInviting] = useState(false);
  const [edited, setEdited] = useState<Member | null>(null);
  return (
    <>
      <Section
        title="Members"
        actions={
          <GuardedButton
            refusal={refusalOf(may, 'member:write')}
            leftSection={<IconPlus size={16} />}
            onClick={() => setInviting(true)}
          >
            Invite
          </GuardedButton>
        }
      >
        <Show of={members}>
          {(items) => <MemberTable project={project} members={items} edit={setEdited} />}
        </Show>
      </Section>
      {may('member:write') ? <Invitations project={project} /> : null}
      {isInviting ? <InviteDialog project={project} close={() => setInviting(false)} /> : null}
      {edited ? <MemberDialog project={project} member={edited} close={() => setEdited(null)} /> : null}
    </>
  );
}

interface MemberTableProps {
  project: string;
  members: readonly Member[];
  edit: (member: Member) => void;
}

function MemberTable({ project, members, edit }: MemberTableProps) {
  if (members.length === 0)
    return (
      <p className="sw-muted">
        Nobody yet. Owners of the installation may do everything without being members.
      </p>
    );
  return (
    <div className={`sw-panel ${css.scroll}`}>
      <table className="sw-table sw-stack">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">
              <span className="sw-visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow key={member.person.id} project={project} member={member} edit={edit} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MemberRow({
  project,
  member,
  edit,
}: {
  project: string;
  member: Member;
  edit: (member: Member) => void;
}) {
  const may = useMay(project);
  const who = useWho();
  const submit = useSubmit();
  const { person, role, grants, environments } = member;
  const remove = async (): Promise<void> => {
    const what = `Remove ${person.name} from ${project}`;
    const outcome = await submit(removeMember, { params: { project, person: person.id } }, { what });
    if (outcome.kind !== 'done') return;
    tellLeftTokens(person.name, outcome.reply.body);
    await forget([listMembers.id, listTokens.id], { project });
  };
  return (
    <tr>
      <td>
        {person.name}
        {person.id === who.id ? ' (you)' : ''}{' '}
        {person.isEmailVerified ? null : <StateMark look="waiting">address not proved</StateMark>}
        <div className="sw-muted">{person.email}</div>
      </td>
      <td>
        <span title={roleWords[role]}>{role}</span>
        <div className="sw-muted">
          {[
            environments.length > 0 ? `sees ${environments.join(', ')}` : '',
            ...grants.map((grant) => `may also ${grantSentence(grant)}`),
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
      </td>
      <td className={css.right}>
        <Menu position="bottom-end">
          <Menu.Target>
            <GuardedButton
              size="compact-sm"
              variant="default"
              refusal={refusalOf(may, 'member:write')}
              aria-label={`Change ${person.name}`}
            >
              Change
            </GuardedButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => edit(member)}>Role and permissions …</Menu.Item>
            <Menu.Item color="red" onClick={() => void remove()}>
              Remove from the project
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}

function Invitations({ project }: { project: string }) {
  const invitations = useAll(listInvitations, { params: { project } });
  const submit = useSubmit();
  const withdraw = async ({ id, email }: Invitation): Promise<void> => {
    const what = `Withdraw the invitation of ${email}`;
    const outcome = await submit(withdrawInvitation, { params: { project, invitation: id } }, { what });
    if (outcome.kind === 'done') await forget([listInvitations.id], { project });
  };
  if (!invitations.data?.length) return null;
  return (
    <Section title="Invited">
      <div className={`sw-panel ${css.scroll}`}>
        <table className="sw-table sw-stack">
          <tbody>
            {invitations.data.map((invitation) => (
              <tr key={invitation.id}>
                <td>
                  {invitation.email}
                  <div className="sw-muted">{invitation.role}</div>
                </td>
                <td className="sw-muted">
                  link ends <Time at={invitation.expiresAt} />
                </td>
                <td className={css.right}>
                  <GuardedButton
                    size="compact-sm"
                    variant="default"
                    refusal={null}
                    aria-label={`Withdraw the invitation of ${invitation.email}`}
                    onClick={() => void withdraw(invitation)}
                  >
                    Withdraw
                  </GuardedButton>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

import { Timeline, useAct, useFormat } from '@kobo/shared';
import { Button, Dropdown, Tag } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useCodes } from '../codes';
import { graphql, readFragment, type FragmentType } from '../gql';
import { useT } from '../texts';
import { useDwelling } from './dwelling';
import { Fact, Facts, Section } from './Section';
import { CancelDialog, CorrectDialog, EndDialog, NoticeDialog, RegisterDialog, RenewDialog, TenancyRentDialog } from './tenancyDialogs';
import { useAccess } from '../viewer';
import { useDone } from './undo';

const TenancyFragment = graphql(/* GraphQL */ `
  fragment TenancySection on Dwelling {
    id
    tenancy { id }
    tenancies {
      id
      version
      kind
      startsOn
      endsOn
      persons
      security
      notice { givenOn by vacatesOn }
      endedOn
      endKind
      cancelled
      overdue
      rent { totalOre components { component ore } }
      tenants { id name birthDate }
    }
  }
`);
const WithdrawDocument = graphql(/* GraphQL */ `
  mutation TenancyWithdrawNotice($id: ID!, $version: Int!) {
    tenancyWithdrawNotice(id: $id, version: $version) {
      tenancy { id version }
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);
const NoticeAgainDocument = graphql(/* GraphQL */ `
  mutation TenancyGiveNoticeAgain($id: ID!, $version: Int!, $input: TenancyNoticeInput!) {
    tenancyGiveNotice(id: $id, version: $version, input: $input) {
      tenancy { id version }
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);

/** The tenancy in force, all those before, and the acts on them. Who the tenant is shows only to those who may see it. */
export function TenancySection({ dwelling: masked }: { dwelling: FragmentType<typeof TenancyFragment> }) {
  const t = useT();
  const { date, money } = useFormat();
  const { label } = useCodes();
  const { may } = useDwelling();
  const { does } = useAccess();
  const { tenancy, tenancies } = readFragment(TenancyFragment, masked);
  const [open, setOpen] = useState<'register' | 'notice' | 'end' | 'renew' | 'correct' | 'cancel' | 'rent'>();
  const withdraw = useAct(WithdrawDocument);
  const again = useAct(NoticeAgainDocument);
  const done = useDone();
  if (!tenancies) return null;
  const current = tenancies.find(one => one.id === tenancy?.id);
  const about = current ?? tenancies.find(one => !one.cancelled);
  const close = () => setOpen(undefined);

  const takeBack = async () => {
    if (!current?.notice) return;
    const { givenOn, by, vacatesOn } = current.notice;
    const { tenancyWithdrawNotice: { tenancy: after, userErrors } } = await withdraw.mutateAsync({ id: current.id, version: current.version });
    if (userErrors[0]) return done(userErrors[0].message);
    done(t('tenancy.notice.withdrawn'), after ? async () => (await again.mutateAsync({ id: after.id, version: after.version, input: { givenOn, by, vacatesOn } })).tenancyGiveNotice.userErrors : undefined);
  };
  const rest = [
    may('RENEW_TENANCY') && current && (['renew', 'tenancy.renew'] as const),
    does('RENT_SET') && current && current.rent !== undefined && (['rent', 'tenancy.rent.set'] as const),
    may('CORRECT_TENANCY') && about && (['correct', 'tenancy.correct'] as const),
    may('CORRECT_TENANCY') && about && (['cancel', 'tenancy.cancel'] as const),
  ].filter(one => one !== false && one !== undefined && one !== null);
  const confirms = may('CONFIRM_RESERVATION');
  return (
    <Section
      id="tenancy"
      title={t('tenancy.title')}
      actions={
        <>
          {(may('REGISTER_TENANCY') || confirms) && <Button data-size="sm" onClick={() => setOpen('register')}>{t(confirms ? 'tenancy.confirmReservation' : 'tenancy.register')}</Button>}
          {current && may('GIVE_NOTICE') && <Button data-size="sm" variant="secondary" onClick={() => setOpen('notice')}>{t('tenancy.notice.give')}</Button>}
          {current && may('WITHDRAW_NOTICE') && <Button data-size="sm" variant="secondary" loading={withdraw.isPending} onClick={() => void takeBack()}>{t('tenancy.notice.withdraw')}</Button>}
          {current && may('END_TENANCY') && <Button data-size="sm" variant="secondary" onClick={() => setOpen('end')}>{t('tenancy.end')}</Button>}
          {rest.length > 0 && (
            <Dropdown.TriggerContext>
              <Dropdown.Trigger variant="tertiary" data-size="sm">{t('form.more')}</Dropdown.Trigger>
              <Dropdown data-size="sm">
                <Dropdown.List>{rest.map(([what, text]) => <Dropdown.Item key={what}><Dropdown.Button onClick={() => setOpen(what)}>{t(text)}</Dropdown.Button></Dropdown.Item>)}</Dropdown.List>
              </Dropdown>
            </Dropdown.TriggerContext>
          )}
        </>
      }
    >
      {current ? (
        <Facts>
          <Fact name={t('tenancy.kind')}>{label('TenancyKind', current.kind)}</Fact>
          <Fact name={t('tenancy.period')}>{current.endsOn ? t('tenancy.fromTo', { from: date(current.startsOn), to: date(current.endsOn) }) : t('tenancy.from', { from: date(current.startsOn) })}{current.overdue && <strong> {t('tenancy.overdue')}</strong>}</Fact>
          <Fact name={t('tenancy.notice')}>{current.notice && t('tenancy.notice.value', { date: date(current.notice.givenOn), by: label('NoticeBy', current.notice.by).toLowerCase(), out: date(current.notice.vacatesOn) })}</Fact>
          <Fact name={t('tenancy.tenants')}>{current.tenants?.map(one => one.name + (one.birthDate ? ` (${date(one.birthDate)})` : '')).join(', ')}</Fact>
          <Fact name={t('tenancy.persons')}>{current.persons}</Fact>
          <Fact name={t('tenancy.security')}>{label('Security', current.security)}</Fact>
          <Fact name={t('tenancy.rent')}>{current.rent && t('rent.perMonth', { amount: money(current.rent.totalOre) })}</Fact>
        </Facts>
      ) : <p className="muted">{t('tenancy.none')}</p>}
      {tenancies.length > (current ? 1 : 0) && (
        <Timeline
          items={tenancies.map(one => ({
            key: one.id,
            at: one.startsOn,
            title: (
              <span className={one.cancelled ? 'struck' : undefined}>
                {label('TenancyKind', one.kind)} {one.cancelled && <Tag data-size="sm" data-color="neutral">{t('tenancy.cancelled')}</Tag>}
              </span>
            ),
            detail: [
              one.endedOn ? t('tenancy.ended', { date: date(one.endedOn), why: label('TenancyEnd', one.endKind).toLowerCase() }) : one.endsOn && t('dwelling.contractEnds', { date: date(one.endsOn) }),
              one.persons && t('tenancy.personsCount', { count: one.persons }),
            ].filter(Boolean).join(' • '),
            current: one.id === current?.id,
          }))}
        />
      )}
      {open === 'register' && <RegisterDialog confirms={confirms} onClose={close} />}
      {open === 'notice' && current && <NoticeDialog tenancy={current} onClose={close} />}
      {open === 'end' && current && <EndDialog tenancy={current} onClose={close} />}
      {open === 'renew' && current && <RenewDialog tenancy={current} onClose={close} />}
      {open === 'rent' && current && <TenancyRentDialog tenancy={current} onClose={close} />}
      {open === 'correct' && about && <CorrectDialog tenancy={about} onClose={close} />}
      {open === 'cancel' && about && <CancelDialog tenancy={about} onClose={close} />}
    </Section>
  );
}

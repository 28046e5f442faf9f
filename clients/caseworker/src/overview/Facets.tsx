import { listOf, useFormat, type Search } from '@kobo/shared';
import { Button, Checkbox, Details, Field, Fieldset, Label, Radio, Select } from '@digdir/designsystemet-react';
import { useId } from 'react';
import { graphql, readFragment, type FragmentType } from '../gql';
import { useCodes, type CodeListName } from '../codes';
import { useT } from '../texts';
import { isFiltered } from './view';

const FacetsFragment = graphql(/* GraphQL */ `
  fragment Facets on DwellingFacets {
    status { value label count }
    markers { value label count }
    type { value label count }
    shared
    staffing { value label count }
    disposition { value label count }
    wheelchair { value label count }
    unit { value label count }
    bedrooms { value count }
    expectedVacantWithinMonths { value count }
    contractEndsWithinMonths { value count }
    vacantMoreThanDays { value count }
  }
`);

interface Props {
  facets?: FragmentType<typeof FacetsFragment>;
  search: Search;
  /** Sets these names in the address; undefined takes one out. */
  onChange: (changed: Search | Record<string, undefined>) => void;
  onClear: () => void;
}

interface Choice {
  value: string;
  label: string;
  count?: number;
}

const counted = (all: readonly { value: string; count: number }[] | undefined, text: (value: number) => string): Choice[] => (all ?? []).map(({ value, count }) => ({ value, count, label: text(Number(value)) }));

/** The filters, each choice with how many it would find. Nothing is chosen beforehand. */
export function Facets({ facets: masked, search, onChange, onClear }: Props) {
  const t = useT();
  const { number } = useFormat();
  const { options } = useCodes();
  const facets = readFragment(FacetsFragment, masked);
  const values = (name: string) => listOf(search[name]);

  // Before the counts are here, the choices are: the page must not jump.
  const choices = (list: CodeListName, counts: readonly Choice[] | undefined): readonly Choice[] => counts ?? options(list);
  const several = (name: string, title: string, all: readonly Choice[]) => (
    <Fieldset data-size="sm" className="facet">
      <Fieldset.Legend>{title}</Fieldset.Legend>
      {all.map(({ value, label, count }) => {
        const chosen = values(name);
        const on = chosen.includes(value);
        return <Checkbox key={value} value={value} label={<Counted label={label} count={count} />} checked={on} onChange={() => onChange({ [name]: on ? chosen.filter(one => one !== value) : [...chosen, value] })} />;
      })}
    </Fieldset>
  );
  const shared = values('shared')[0] === 'true';
  const staffing = choices('Staffing', facets?.staffing).filter(({ value, count }) => value === 'STAFF_BASE' || value === 'ROUND_THE_CLOCK' || (count && value !== 'UNKNOWN' && values('staffing').includes(value)));
  const more = ['contractEndsWithinMonths', 'vacantMoreThanDays', 'bedroomsAtLeast', 'bedroomsAtMost', 'disposition', 'wheelchair', 'unit'].some(name => search[name] !== undefined);
  const single = (name: string, title: string, choicesOf: readonly Choice[]) => <One name={name} title={title} choices={choicesOf} value={values(name)[0]} onChange={value => onChange({ [name]: value } as Search)} />;
  const bedrooms = (facets?.bedrooms ?? []).map(one => one.value);

  return (
    <div className="facets">
      {isFiltered(search) && <Button variant="secondary" data-size="sm" onClick={onClear}>{t('overview.clear')}</Button>}
      {several('status', t('overview.status'), choices('DisplayStatus', facets?.status))}
      {(!facets || facets.markers) && several('markers', t('overview.markers'), choices('Marker', facets?.markers))}
      {facets?.expectedVacantWithinMonths && single('expectedVacantWithinMonths', t('overview.expectedVacant'), counted(facets.expectedVacantWithinMonths, count => t('overview.months', { count })))}
      <Fieldset data-size="sm" className="facet">
        <Fieldset.Legend>{t('overview.type')}</Fieldset.Legend>
        {choices('DwellingType', facets?.type).map(({ value, label, count }) => {
          const chosen = values('type');
          const on = chosen.includes(value);
          return <Checkbox key={value} value={value} label={<Counted label={label} count={count} />} checked={on} onChange={() => onChange({ type: on ? chosen.filter(one => one !== value) : [...chosen, value] })} />;
        })}
        <Checkbox value="shared" label={<Counted label={t('overview.shared')} count={facets?.shared} />} checked={shared} onChange={() => onChange(shared ? { shared: undefined } : { shared: 'true' })} />
      </Fieldset>
      {several('staffing', t('overview.staffing'), staffing)}
      <Details data-size="sm" defaultOpen={more}>
        <Details.Summary>{t('overview.more')}</Details.Summary>
        <Details.Content className="facets">
          {facets?.contractEndsWithinMonths && single('contractEndsWithinMonths', t('overview.contractEnds'), counted(facets.contractEndsWithinMonths, count => t('overview.months', { count })))}
          {single('vacantMoreThanDays', t('overview.vacantMoreThan'), counted(facets?.vacantMoreThanDays, count => (count === 0 ? t('overview.vacant') : t('overview.days', { count }))))}
          <Fieldset data-size="sm" className="facet">
            <Fieldset.Legend>{t('overview.bedrooms')}</Fieldset.Legend>
            <div className="row">
              {(['bedroomsAtLeast', 'bedroomsAtMost'] as const).map(name => (
                <Field key={name}>
                  <Label>{t(`overview.${name}`)}</Label>
                  <Select data-size="sm" width="auto" value={values(name)[0] ?? ''} onChange={event => onChange({ [name]: event.target.value || undefined } as Search)}>
                    <Select.Option value="">–</Select.Option>
                    {[...new Set([...bedrooms, ...values(name)])].toSorted((a, b) => Number(a) - Number(b)).map(value => <Select.Option key={value} value={value}>{number(Number(value))}</Select.Option>)}
                  </Select>
                </Field>
              ))}
            </div>
          </Fieldset>
          {several('disposition', t('overview.disposition'), choices('DispositionForm', facets?.disposition))}
          {several('wheelchair', t('overview.wheelchair'), choices('WheelchairAccess', facets?.wheelchair))}
          {facets && facets.unit.length > 1 && several('unit', t('overview.unit'), facets.unit)}
        </Details.Content>
      </Details>
    </div>
  );
}

/** A group in which one choice holds at a time. */
function One({ name, title, choices, value = '', onChange }: { name: string; title: string; choices: readonly Choice[]; value?: string; onChange: (value: string | undefined) => void }) {
  const t = useT();
  const group = useId();
  return (
    <Fieldset data-size="sm" className="facet">
      <Fieldset.Legend>{title}</Fieldset.Legend>
      {[{ value: '', label: t('overview.any') } as Choice, ...choices].map(choice => (
        <Radio
          key={choice.value}
          name={`${name}${group}`}
          value={choice.value}
          label={<Counted label={choice.label} count={choice.count} />}
          checked={value === choice.value}
          onChange={() => onChange(choice.value || undefined)}
        />
      ))}
    </Fieldset>
  );
}

/** "Utleid (115)". */
function Counted({ label, count }: { label: string; count?: number }) {
  const { number } = useFormat();
  return <>{label}{count !== undefined && <span className={count === 0 ? 'count none' : 'count'}> ({number(count)})</span>}</>;
}

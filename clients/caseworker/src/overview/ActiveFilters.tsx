import { listOf, useFormat, type Search } from '@kobo/shared';
import { Chip } from '@digdir/designsystemet-react';
import { useCodes, type CodeListName } from '../codes';
import { useT, type TextKey } from '../texts';
import { useViewer } from '../viewer';

const lists: Record<string, CodeListName> = {
  status: 'DisplayStatus', markers: 'Marker', type: 'DwellingType', subtype: 'DwellingSubtype', staffing: 'Staffing', disposition: 'DispositionForm', wheelchair: 'WheelchairAccess', features: 'Feature',
};

/** What filters now, each to be taken away by itself. */
export function ActiveFilters({ search, units, onChange }: { search: Search; units: readonly { value: string; label: string }[]; onChange: (changed: Search | Record<string, undefined>) => void }) {
  const t = useT();
  const { money } = useFormat();
  const { label } = useCodes();
  const own = useViewer().units;
  const chips: { key: string; text: string; without: Search | Record<string, undefined> }[] = [];
  for (const [name, list] of Object.entries(lists)) {
    const values = listOf(search[name]);
    for (const value of values) chips.push({ key: name + value, text: name === 'wheelchair' ? `${t('overview.wheelchair')}: ${label(list, value)}` : label(list, value) || value, without: { [name]: values.filter(one => one !== value) } });
  }
  const chosen = listOf(search['unit']);
  for (const value of chosen) chips.push({ key: `unit${value}`, text: units.find(one => one.value === value)?.label ?? own.find(one => one.id === value)?.name ?? t('overview.unit'), without: { unit: chosen.filter(one => one !== value) } });
  const one = (name: string, text: (value: string) => string) => {
    const value = listOf(search[name])[0];
    if (value) chips.push({ key: name, text: text(value), without: { [name]: undefined } });
  };
  one('q', value => `«${value}»`);
  one('shared', () => t('overview.shared'));
  const months = (title: TextKey) => (value: string) => `${t(title)} ${t('overview.months', { count: Number(value) }).toLowerCase()}`;
  one('expectedVacantWithinMonths', months('overview.expectedVacant'));
  one('contractEndsWithinMonths', months('overview.contractEnds'));
  one('vacantMoreThanDays', value => (value === '0' ? t('overview.vacant') : `${t('overview.vacantMoreThan')} ${t('overview.days', { count: Number(value) })}`));
  one('bedroomsAtLeast', value => t('overview.bedroomsFrom', { count: Number(value) }));
  one('bedroomsAtMost', value => t('overview.bedroomsTo', { count: Number(value) }));
  one('rentAtLeastOre', value => t('overview.rentFrom', { amount: money(Number(value)) }));
  one('rentAtMostOre', value => t('overview.rentTo', { amount: money(Number(value)) }));
  one('includeLeft', () => t('overview.includeLeft'));
  if (chips.length === 0) return null;
  return (
    <ul className="chips no-print" aria-label={t('overview.filters')}>
      {chips.map(({ key, text, without }) => (
        <li key={key}><Chip.Removable data-size="sm" aria-label={t('overview.removeFilter', { name: text })} onClick={() => onChange(without)}>{text}</Chip.Removable></li>
      ))}
    </ul>
  );
}

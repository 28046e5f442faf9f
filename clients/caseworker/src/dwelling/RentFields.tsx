import { useCodes } from '../codes';
import { NumberField } from '../form/fields';
import { useForm } from '../form/Form';
import { asOre, kroner, type Values } from '../form/values';
import type { RentComponent, RentPartInput } from '../gql/graphql';
import { useFormat } from '@kobo/shared';
import { Details } from '@digdir/designsystemet-react';
import { useT } from '../texts';

const parts: RentComponent[] = ['RENT', 'HEAT', 'POWER', 'WATER', 'FURNITURE', 'PARKING', 'INTERNET'];
const name = (part: RentComponent) => `rent-${part}`;

/** What rent fields begin with. */
export const rentValues = (components: readonly { component: RentComponent; ore: number }[] = []): Values => Object.fromEntries(components.map(({ component, ore }) => [name(component), kroner(ore)]));

/** The components that have an amount. */
export const rentParts = (values: Values): RentPartInput[] => parts.flatMap(component => {
  const ore = asOre(values[name(component)]);
  return ore === null || Number.isNaN(ore) ? [] : [{ component, ore }];
});

/** The rent of a month by component, and its sum as one writes. */
export function RentFields({ required }: { required?: boolean }) {
  const t = useT();
  const { money } = useFormat();
  const { label } = useCodes();
  const { value } = useForm();
  const sum = parts.reduce((total, part) => total + (asOre(value(name(part))) || 0), 0);
  return (
    <>
      <NumberField name={name('RENT')} label={label('RentComponent', 'RENT') || t('rent.title')} kind="kroner" required={required} />
      <Details data-size="sm" defaultOpen={parts.slice(1).some(part => value(name(part)) !== '')}>
        <Details.Summary>{t('rent.additions')}</Details.Summary>
        <Details.Content className="fields">
          {parts.slice(1).map(part => <NumberField key={part} name={name(part)} label={label('RentComponent', part)} kind="kroner" />)}
        </Details.Content>
      </Details>
      <p aria-live="polite">{sum > 0 && t('rent.sum', { amount: money(sum) })}</p>
    </>
  );
}

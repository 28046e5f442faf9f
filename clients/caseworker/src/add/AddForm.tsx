import { useAct, useFormat } from '@kobo/shared';
import { Button, Fieldset, Heading } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useCodes } from '../codes';
import { GroupFields } from '../dwelling/FactsDialog';
import { RentFields, rentParts } from '../dwelling/RentFields';
import { UnitField } from '../dwelling/UnitField';
import { useDone } from '../dwelling/undo';
import { CheckField, ChoiceField, DayField, NumberField, RadioField } from '../form/fields';
import { Form } from '../form/Form';
import { asNumber, asText, today, written, type Values } from '../form/values';
import { graphql } from '../gql';
import type { DispositionForm, DwellingCreateInput, DwellingStatus, DwellingSubtype, DwellingType, StockEntry, WheelchairAccess } from '../gql/graphql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import type { Hit } from './AddressSearch';
import type { Unit } from './UnitChoice';

const CreateDocument = graphql(/* GraphQL */ `
  mutation DwellingsCreate($inputs: [DwellingCreateInput!]!, $key: Key) {
    dwellingsCreate(inputs: $inputs, key: $key) {
      dwellings { id version address { text } }
      userErrors { code message field }
    }
  }
`);
const RemoveDocument = graphql(/* GraphQL */ `
  mutation DwellingRemoveAdded($id: ID!, $version: Int!) {
    dwellingRemove(id: $id, version: $version) { removedId userErrors { code message field } }
  }
`);
const statuses = ['READY', 'UNDER_MAINTENANCE', 'UNAVAILABLE'];

interface Props {
  hit?: Hit;
  units: readonly Unit[];
  onBack?: () => void;
  onAdded: (dwellings: readonly { id: string; address: { text: string } }[]) => void;
}

/** What the registers do not know. What is the same for all units is asked once; rooms and area for each. */
export function AddForm({ hit, units, onBack, onAdded }: Props) {
  const t = useT();
  const { number } = useFormat();
  const { options } = useCodes();
  const { does } = useAccess();
  const done = useDone();
  const create = useAct(CreateDocument);
  const remove = useAct(RemoveDocument);
  const [key] = useState(() => crypto.randomUUID());
  const initial: Values = {
    type: 'ORDINARY', disposition: 'OWNED', wheelchair: 'UNKNOWN', status: 'READY', statusFrom: today(), enteredOn: today(), entry: '',
    ...(hit && { street: hit.street, houseNumber: written(hit.houseNumber), houseLetter: written(hit.houseLetter), postalCode: hit.postalCode, postalPlace: hit.postalPlace }),
    ...Object.fromEntries(units.flatMap((unit, at) => [[`floor-${at}`, written(unit.floor)], [`usableArea-${at}`, written(unit.usableArea)]])),
  };

  const inputs = (values: Values): DwellingCreateInput[] => {
    const shared = {
      unitId: asText(values['unitId']) ?? undefined,
      type: values['type'] as DwellingType,
      subtype: asText(values['subtype']) as DwellingSubtype | null,
      shared: values['shared'] === 'true',
      disposition: values['disposition'] as DispositionForm,
      wheelchair: (asText(values['wheelchair']) ?? 'UNKNOWN') as WheelchairAccess,
      status: values['status'] as DwellingStatus,
      statusFrom: String(values['statusFrom']),
      plannedReadyOn: asText(values['plannedReadyOn']),
      enteredOn: asText(values['enteredOn']) ?? undefined,
      entry: (asText(values['entry']) ?? undefined) as StockEntry | undefined,
      ...(rentParts(values).length > 0 && { rent: { validFrom: String(values['statusFrom']), components: rentParts(values) } }),
    };
    const property = hit ? { municipalityNumber: hit.municipalityNumber, gnr: hit.gnr, bnr: hit.bnr, fnr: hit.fnr, snr: hit.snr } : undefined;
    if (units.length === 0) {
      const { unitNumber, extraReference } = values;
      return [{
        ...shared,
        property,
        address: {
          street: String(values['street']).trim(), houseNumber: asNumber(values['houseNumber']), houseLetter: asText(values['houseLetter']), postalCode: asText(values['postalCode']), postalPlace: asText(values['postalPlace']),
          unitNumber: asText(unitNumber)?.toUpperCase(), extraReference: asText(extraReference),
        },
        bedrooms: asNumber(values['bedrooms']),
        usableArea: asNumber(values['usableArea']),
        floor: asNumber(values['floor']),
      }];
    }
    return units.map((unit, at) => ({
      ...shared,
      property,
      building: { number: unit.building.number, type: unit.building.type, builtYear: unit.building.builtYear },
      unitType: unit.unitType,
      address: {
        street: unit.street ?? hit?.street ?? '', houseNumber: unit.houseNumber ?? hit?.houseNumber, houseLetter: unit.street ? unit.houseLetter : hit?.houseLetter, postalCode: hit?.postalCode, postalPlace: hit?.postalPlace,
        unitNumber: unit.unitNumber,
      },
      bedrooms: asNumber(values[`bedrooms-${at}`]),
      usableArea: asNumber(values[`usableArea-${at}`]),
      floor: asNumber(values[`floor-${at}`]),
    }));
  };

  return (
    <>
      {hit && units.length > 0 && <p>{hit.text}</p>}
      <Form
        initial={initial}
        submit={units.length > 1 ? t('add.submitCount', { count: units.length }) : t('add.submit')}
        onSubmit={async values => {
          const { dwellingsCreate: { dwellings, userErrors } } = await create.mutateAsync({ inputs: inputs(values), key });
          if (userErrors.length > 0) {
            // An error in the second of several: its own field, else the common one.
            return userErrors.map(error => ({ ...error, field: error.field.flatMap((part, index) => (index === error.field.length - 1 && error.field[0] === 'inputs' ? [part, `${part}-${error.field[1]}`] : [part])) }));
          }
          onAdded(dwellings ?? []);
          done(t('add.done', { count: dwellings?.length ?? 0 }), async () => {
            const answers = await Promise.all((dwellings ?? []).map(({ id, version }) => remove.mutateAsync({ id, version })));
            return answers.flatMap(({ dwellingRemove }) => dwellingRemove.userErrors);
          });
        }}
      >
        {units.length === 0 && <GroupFields group="address" />}
        {units.length > 0 && <UnitField />}
        {units.map((unit, at) => (
          <Fieldset key={`${unit.building.number}${unit.unitNumber}${at}`} data-size="sm">
            <Fieldset.Legend>{unit.unitNumber ?? t('add.noNumber')}{unit.rooms != null && <span className="muted"> {t('add.roomsInCadastre', { count: unit.rooms, rooms: number(unit.rooms) })}</span>}</Fieldset.Legend>
            <div className="fields">
              <NumberField name={`bedrooms-${at}`} label={t('facts.bedrooms')} max={50} />
              <NumberField name={`usableArea-${at}`} label={t('facts.usableArea')} kind="decimal" suffix="m²" max={10_000} />
              <NumberField name={`floor-${at}`} label={t('facts.floor')} min={-5} max={100} />
            </div>
          </Fieldset>
        ))}
        {units.length === 0 && (
          <div className="fields">
            <NumberField name="bedrooms" label={t('facts.bedrooms')} max={50} />
            <NumberField name="usableArea" label={t('facts.usableArea')} kind="decimal" suffix="m²" max={10_000} />
            <NumberField name="floor" label={t('facts.floor')} min={-5} max={100} />
          </div>
        )}
        <Heading level={3} data-size="2xs">{t(units.length > 1 ? 'add.common' : 'facts.home')}</Heading>
        <RadioField name="type" label={t('facts.type')} options={options('DwellingType')} required />
        <CheckField name="shared" label={t('overview.shared')} />
        <ChoiceField name="subtype" label={t('facts.subtype')} options={options('DwellingSubtype')} />
        <ChoiceField name="disposition" label={t('overview.disposition')} options={options('DispositionForm')} required />
        <ChoiceField name="wheelchair" label={t('overview.wheelchair')} options={options('WheelchairAccess')} required />
        <RadioField name="status" label={t('overview.status')} options={options('DwellingStatus').filter(one => statuses.includes(one.value))} required />
        <div className="fields">
          <DayField name="statusFrom" label={t('status.from')} required />
          <DayField name="plannedReadyOn" label={t('status.plannedReady')} />
        </div>
        <div className="fields">
          <ChoiceField name="entry" label={t('stock.entry')} options={options('StockEntry')} />
          <DayField name="enteredOn" label={t('stock.entered')} />
        </div>
        {does('RENT_SET') && <RentFields />}
      </Form>
      {onBack && <Button variant="tertiary" onClick={onBack}>{t('add.back')}</Button>}
    </>
  );
}

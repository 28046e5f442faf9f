import { useAct } from '@kobo/shared';
import { useCodes } from '../codes';
import { CheckField, ChoiceField, KnownField, NumberField, SeveralField, TextField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import { asFlag, asList, asNumber, asOre, asText, kroner, written, type Values } from '../form/values';
import { graphql } from '../gql';
import type { BuildingInput, DwellingUpdateInput, FactsSectionFragment } from '../gql/graphql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { useDwelling } from './dwelling';
import { useDone } from './undo';
import { UnitField } from './UnitField';

const UpdateDocument = graphql(/* GraphQL */ `
  mutation DwellingUpdate($id: ID!, $version: Int!, $input: DwellingUpdateInput!) {
    dwellingUpdate(id: $id, version: $version, input: $input) {
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);
const BuildingDocument = graphql(/* GraphQL */ `
  mutation BuildingUpdate($id: ID!, $version: Int!, $input: BuildingInput!) {
    buildingUpdate(id: $id, version: $version, input: $input) {
      building { id version }
      userErrors { code message field }
    }
  }
`);

/** The groups that facts are changed in. */
export type Group = 'home' | 'address' | 'building' | 'owner' | 'other';

/** What the group's fields begin with. */
function initial(d: FactsSectionFragment): Values {
  return {
    type: d.type, subtype: written(d.subtype), shared: d.shared ? 'true' : '', bedrooms: written(d.bedrooms), usableArea: written(d.usableArea), floor: written(d.floor), wheelchair: d.wheelchair,
    features: [...d.features], staffBase: written(d.staffBase), staffedRoundTheClock: written(d.staffedRoundTheClock),
    street: d.address.street, houseNumber: written(d.address.houseNumber), houseLetter: written(d.address.houseLetter), postalCode: written(d.address.postalCode), postalPlace: written(d.address.postalPlace),
    unitNumber: written(d.address.unitNumber), extraReference: written(d.address.extraReference), unitId: d.unit.id,
    gnr: written(d.property?.gnr), bnr: written(d.property?.bnr), fnr: written(d.property?.fnr), snr: written(d.property?.snr), number: written(d.building?.number), buildingType: written(d.building?.type),
    buildingName: written(d.building?.name), builtYear: written(d.building?.builtYear), lift: written(d.building?.lift), unitType: d.unitType,
    disposition: d.disposition, ownership: written(d.ownership), name: written(d.owner?.name), organisationNumber: written(d.owner?.organisationNumber), phone: written(d.owner?.phone),
    power: written(d.meters.power), water: written(d.meters.water), primary: written(d.schools.primary), secondary: written(d.schools.secondary), vatCompensation: written(d.vatCompensation),
    vendorDwellingId: written(d.vendorDwellingId), depositOre: kroner(d.depositOre), otherInformation: written(d.otherInformation),
  };
}

/** Only what was changed is sent, so that two people can change different things at once. Parts (address, owner) go whole. */
function inputOf(values: Values, changed: Values): DwellingUpdateInput {
  const input: Record<string, unknown> = {};
  const take = (name: string, value: unknown) => {
    if (name in changed) input[name] = value;
  };
  const part = (name: string, fields: Record<string, unknown>) => {
    if (Object.keys(fields).some(field => field in changed)) input[name] = fields;
  };
  for (const name of ['type', 'subtype', 'wheelchair', 'unitId', 'unitType', 'disposition', 'ownership', 'vendorDwellingId', 'otherInformation']) take(name, asText(values[name]));
  for (const name of ['bedrooms', 'usableArea', 'floor']) take(name, asNumber(values[name]));
  for (const name of ['staffBase', 'staffedRoundTheClock', 'vatCompensation']) take(name, asFlag(values[name]));
  take('shared', values['shared'] === 'true');
  take('features', asList(values['features']));
  take('depositOre', asOre(values['depositOre']));
  part('address', {
    street: asText(values['street']), houseNumber: asNumber(values['houseNumber']), houseLetter: asText(values['houseLetter']), postalCode: asText(values['postalCode']), postalPlace: asText(values['postalPlace']),
    unitNumber: asText(values['unitNumber']), extraReference: asText(values['extraReference']),
  });
  if (asNumber(values['gnr']) && asNumber(values['bnr'])) part('property', { gnr: asNumber(values['gnr']), bnr: asNumber(values['bnr']), fnr: asNumber(values['fnr']), snr: asNumber(values['snr']) });
  part('owner', { name: asText(values['name']), organisationNumber: asText(values['organisationNumber']), phone: asText(values['phone']) });
  part('meters', { power: asText(values['power']), water: asText(values['water']) });
  part('schools', { primary: asText(values['primary']), secondary: asText(values['secondary']) });
  return input as DwellingUpdateInput;
}

function buildingOf(values: Values, changed: Values): BuildingInput | undefined {
  if (!['number', 'buildingType', 'buildingName', 'builtYear', 'lift'].some(name => name in changed)) return undefined;
  return { number: asText(values['number']), type: (asText(values['buildingType']) ?? undefined) as BuildingInput['type'], name: asText(values['buildingName']), builtYear: asNumber(values['builtYear']), lift: asFlag(values['lift']) };
}

/** Changes one group of facts. */
export function FactsDialog({ group, dwelling, onClose }: { group: Group; dwelling: FactsSectionFragment; onClose: () => void }) {
  const t = useT();
  const { refresh } = useDwelling();
  const update = useAct(UpdateDocument);
  const updateBuilding = useAct(BuildingDocument);
  const done = useDone();
  return (
    <FormDialog
      title={t('facts.changeGroup', { name: t(`facts.${group}`).toLowerCase() })}
      submit={t('form.save')}
      initial={initial(dwelling)}
      onCancel={onClose}
      onConflict={refresh}
      onSubmit={async (values, changed) => {
        const building = buildingOf(values, changed);
        if (building && dwelling.building) {
          const { buildingUpdate: { userErrors } } = await updateBuilding.mutateAsync({ id: dwelling.building.id, version: dwelling.building.version, input: building });
          if (userErrors.length > 0) return userErrors;
        }
        const input = { ...inputOf(values, changed), ...(building && !dwelling.building && { building }) };
        if (Object.keys(input).length > 0) {
          const { dwellingUpdate: { userErrors } } = await update.mutateAsync({ id: dwelling.id, version: dwelling.version, input });
          if (userErrors.length > 0) return userErrors;
        }
        onClose();
        done(t('facts.saved'));
      }}
    >
      <GroupFields group={group} />
    </FormDialog>
  );
}

/** The fields of one group; the page that adds dwellings uses them too. */
export function GroupFields({ group }: { group: Group }) {
  const t = useT();
  const { options } = useCodes();
  const { does } = useAccess();
  switch (group) {
    case 'home':
      return (
        <>
          <ChoiceField name="type" label={t('facts.type')} options={options('DwellingType')} required />
          <ChoiceField name="subtype" label={t('facts.subtype')} options={options('DwellingSubtype')} />
          <CheckField name="shared" label={t('overview.shared')} />
          <div className="fields">
            <NumberField name="bedrooms" label={t('facts.bedrooms')} max={50} />
            <NumberField name="usableArea" label={t('facts.usableArea')} kind="decimal" suffix="m²" max={10_000} />
            <NumberField name="floor" label={t('facts.floor')} min={-5} max={100} />
          </div>
          <ChoiceField name="wheelchair" label={t('overview.wheelchair')} options={options('WheelchairAccess')} required />
          <KnownField name="staffBase" label={t('facts.staffBase')} />
          <KnownField name="staffedRoundTheClock" label={t('facts.staffedRoundTheClock')} />
          <SeveralField name="features" label={t('facts.features')} options={options('Feature')} />
        </>
      );
    case 'address':
      return (
        <>
          <TextField name="street" label={t('facts.street')} required />
          <div className="fields">
            <NumberField name="houseNumber" label={t('facts.houseNumber')} />
            <TextField name="houseLetter" label={t('facts.houseLetter')} maxLength={2} />
            <TextField name="unitNumber" label={t('facts.unitNumber')} description={t('facts.unitNumber.help')} maxLength={5} />
          </div>
          <div className="fields">
            <TextField name="postalCode" label={t('facts.postalCode')} maxLength={4} />
            <TextField name="postalPlace" label={t('facts.postalPlace')} />
          </div>
          <TextField name="extraReference" label={t('facts.extraReference')} description={t('facts.extraReference.help')} />
          <UnitField />
        </>
      );
    case 'building':
      return (
        <>
          <div className="fields">
            {(['gnr', 'bnr', 'fnr', 'snr'] as const).map(name => <NumberField key={name} name={name} label={t(`facts.${name}`)} />)}
          </div>
          <ChoiceField name="buildingType" label={t('facts.buildingType')} options={options('BuildingType')} />
          <div className="fields">
            <TextField name="number" label={t('facts.buildingNumber')} inputMode="tel" />
            <TextField name="buildingName" label={t('facts.buildingName')} />
            <NumberField name="builtYear" label={t('facts.builtYear')} min={1500} max={2100} />
          </div>
          <KnownField name="lift" label={t('facts.lift')} />
          <ChoiceField name="unitType" label={t('facts.unitType')} options={options('UnitType')} required />
        </>
      );
    case 'owner':
      return (
        <>
          <ChoiceField name="disposition" label={t('overview.disposition')} options={options('DispositionForm')} required />
          <ChoiceField name="ownership" label={t('facts.ownership')} options={options('OwnershipForm')} />
          <TextField name="name" label={t('facts.ownerName')} />
          <div className="fields">
            <TextField name="organisationNumber" label={t('facts.organisationNumber')} inputMode="tel" />
            <TextField name="phone" label={t('facts.phone')} inputMode="tel" />
          </div>
        </>
      );
    case 'other':
      return (
        <>
          <div className="fields">
            <TextField name="power" label={t('facts.powerMeter')} />
            <TextField name="water" label={t('facts.waterMeter')} />
            <TextField name="primary" label={t('facts.primarySchool')} />
            <TextField name="secondary" label={t('facts.secondarySchool')} />
          </div>
          <KnownField name="vatCompensation" label={t('facts.vat')} />
          <TextField name="vendorDwellingId" label={t('facts.vendorId')} />
          {does('RENT_SET') && <NumberField name="depositOre" label={t('rent.deposit')} kind="kroner" />}
          <TextField name="otherInformation" label={t('facts.otherInformation')} description={t('note.noPersonalData')} rows={3} />
        </>
      );
  }
}

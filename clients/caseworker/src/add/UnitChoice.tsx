import { faultOf, Loading, query, useFormat } from '@kobo/shared';
import { Alert, Button, Checkbox, Fieldset, ValidationMessage } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCodes } from '../codes';
import { graphql } from '../gql';
import type { BuildingType, CadastreUnitsQuery } from '../gql/graphql';
import { useT } from '../texts';
import type { Hit } from './AddressSearch';

const UnitsDocument = graphql(/* GraphQL */ `
  query CadastreUnits($municipalityNumber: String!, $gnr: Int!, $bnr: Int!, $fnr: Int, $snr: Int) {
    cadastreUnits(municipalityNumber: $municipalityNumber, gnr: $gnr, bnr: $bnr, fnr: $fnr, snr: $snr) {
      number
      type
      label
      builtYear
      units { unitNumber unitType usableArea rooms floor street houseNumber houseLetter dwellings { id } }
    }
  }
`);

type Building = CadastreUnitsQuery['cadastreUnits'][number];
/** A unit that was chosen, with the building it is in. */
export type Unit = Building['units'][number] & { building: { number: string; type: BuildingType; builtYear?: number | null } };

const key = (building: Building, at: number) => `${building.number} ${at}`;

/** The buildings of the property and their units; those that are dwellings of the register already cannot be chosen again. */
export function UnitChoice({ hit, onChoose, onBack }: { hit: Hit; onChoose: (units: readonly Unit[]) => void; onBack: () => void }) {
  const t = useT();
  const { number } = useFormat();
  const { label } = useCodes();
  const { municipalityNumber, gnr, bnr, fnr, snr } = hit;
  const { data, error } = useQuery({ ...query(UnitsDocument, { municipalityNumber, gnr, bnr, fnr, snr }), retry: false });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [missing, setMissing] = useState(false);
  const back = <Button variant="secondary" onClick={onBack}>{t('add.back')}</Button>;
  if (error) {
    return (
      <>
        <Alert data-color="warning" data-size="sm">{faultOf(error).code === 'UNAVAILABLE' ? t('add.cadastre.down') : faultOf(error).message || t('add.cadastre.down')}</Alert>
        <div className="row"><Button onClick={() => onChoose([])}>{t('add.fillIn')}</Button>{back}</div>
      </>
    );
  }
  if (!data) return <Loading lines={3} />;
  const units = data.cadastreUnits.flatMap(building => building.units.map((unit, at) => ({ key: key(building, at), unit: { ...unit, building } })));
  if (units.length === 0) {
    return (
      <>
        <p>{t('add.noUnits')}</p>
        <div className="row"><Button onClick={() => onChoose([])}>{t('add.fillIn')}</Button>{back}</div>
      </>
    );
  }
  return (
    <form
      className="form"
      onSubmit={event => {
        event.preventDefault();
        if (chosen.size === 0) return setMissing(true);
        onChoose(units.filter(one => chosen.has(one.key)).map(one => one.unit));
      }}
    >
      <p>{hit.text}</p>
      {data.cadastreUnits.map(building => (
        <Fieldset key={building.number} data-size="sm">
          <Fieldset.Legend>{[building.label, building.builtYear && t('add.builtYear', { year: building.builtYear })].filter(Boolean).join(', ')}</Fieldset.Legend>
          {building.units.map((unit, at) => {
            const id = key(building, at);
            const taken = unit.dwellings[0];
            const address = unit.street && unit.street !== hit.street ? `${unit.street} ${unit.houseNumber ?? ''}${unit.houseLetter ?? ''}` : unit.houseNumber !== hit.houseNumber ? `${unit.houseNumber ?? ''}${unit.houseLetter ?? ''}` : '';
            const facts = [label('UnitType', unit.unitType), unit.floor != null && t('add.floor', { floor: unit.floor }), unit.rooms != null && t('add.rooms', { count: unit.rooms }), unit.usableArea != null && t('facts.squareMetres', { area: number(unit.usableArea, unit.usableArea % 1 ? 1 : 0) })].filter(Boolean).join(' • ');
            return (
              <div key={id} className="unit">
                <Checkbox
                  value={id}
                  label={[unit.unitNumber ?? t('add.noNumber'), address].filter(Boolean).join(' – ')}
                  description={facts}
                  disabled={Boolean(taken)}
                  checked={chosen.has(id)}
                  onChange={event => {
                    const next = new Set(chosen);
                    if (event.target.checked) next.add(id); else next.delete(id);
                    setChosen(next);
                    setMissing(false);
                  }}
                />
                {taken && <Link className="ds-link" to="/dwellings/$id" params={{ id: taken.id }} aria-label={t('add.takenBy', { name: unit.unitNumber ?? t('add.noNumber') })}>{t('add.taken')}</Link>}
              </div>
            );
          })}
        </Fieldset>
      ))}
      <div role="alert">{missing && <ValidationMessage>{t('add.chooseOne')}</ValidationMessage>}</div>
      <div className="row">
        <Button type="submit">{t('add.next')}</Button>
        {back}
        <Button type="button" variant="tertiary" onClick={() => onChoose([])}>{t('add.other')}</Button>
      </div>
    </form>
  );
}

import { useFormat } from '@kobo/shared';
import { Button, Heading } from '@digdir/designsystemet-react';
import { PencilIcon } from '@navikt/aksel-icons';
import { useState, type ReactNode } from 'react';
import { useCodes } from '../codes';
import { graphql, readFragment, type FragmentType } from '../gql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { useDwelling } from './dwelling';
import { FactsDialog, type Group } from './FactsDialog';
import { Fact, Facts, Section } from './Section';

export const FactsFragment = graphql(/* GraphQL */ `
  fragment FactsSection on Dwelling {
    id
    version
    address { street houseNumber houseLetter postalCode postalPlace unitNumber extraReference text }
    unit { id name }
    type
    subtype
    shared
    staffBase
    staffedRoundTheClock
    disposition
    municipallyDisposed
    ownership
    owner { name organisationNumber phone }
    property { id municipalityNumber gnr bnr fnr snr text }
    building { id version number type name builtYear lift }
    unitType
    bedrooms
    usableArea
    floor
    wheelchair
    features
    meters { power water }
    schools { primary secondary }
    otherInformation
    vatCompensation
    vendorDwellingId
    depositOre
  }
`);

/** What is recorded about the dwelling, under sub-headings, each to be changed by itself. Unknown is said to be unknown. */
export function FactsSection({ dwelling: masked }: { dwelling: FragmentType<typeof FactsFragment> }) {
  const t = useT();
  const { number } = useFormat();
  const { label } = useCodes();
  const { may } = useDwelling();
  const { does } = useAccess();
  const d = readFragment(FactsFragment, masked);
  const [open, setOpen] = useState<Group>();
  const editable = may('UPDATE') && does('DWELLING_EDIT');
  const missing = t('facts.missing');
  const known = (value: boolean | null | undefined) => (value == null ? undefined : t(value ? 'form.yes' : 'form.no'));
  const group = (name: Group, children: ReactNode) => (
    <div className="fact-group">
      <div className="section-head">
        <Heading level={3} data-size="2xs">{t(`facts.${name}`)}</Heading>
        {editable && <Button className="no-print" variant="tertiary" data-size="sm" aria-label={t('facts.changeGroup', { name: t(`facts.${name}`).toLowerCase() })} onClick={() => setOpen(name)}><PencilIcon aria-hidden />{t('facts.change')}</Button>}
      </div>
      <Facts>{children}</Facts>
    </div>
  );
  return (
    <Section id="facts" title={t('facts.title')}>
      <div className="fact-groups">
        {group('home', (
          <>
            <Fact name={t('facts.type')}>{label('DwellingType', d.type)}{d.shared && `, ${t('overview.shared').toLowerCase()}`}</Fact>
            <Fact name={t('facts.subtype')}>{label('DwellingSubtype', d.subtype)}</Fact>
            <Fact name={t('facts.bedrooms')} missing={missing}>{d.bedrooms}</Fact>
            <Fact name={t('facts.usableArea')} missing={missing}>{d.usableArea != null && t('facts.squareMetres', { area: number(d.usableArea, d.usableArea % 1 === 0 ? 0 : 1) })}</Fact>
            <Fact name={t('facts.floor')}>{d.floor}</Fact>
            <Fact name={t('overview.wheelchair')}>{label('WheelchairAccess', d.wheelchair)}</Fact>
            <Fact name={t('facts.features')}>{d.features.map(one => label('Feature', one)).join(', ')}</Fact>
            <Fact name={t('facts.staffBase')}>{known(d.staffBase)}</Fact>
            <Fact name={t('facts.staffedRoundTheClock')}>{known(d.staffedRoundTheClock)}</Fact>
          </>
        ))}
        {group('address', (
          <>
            <Fact name={t('facts.addressLine')}>{d.address.text}</Fact>
            <Fact name={t('facts.unitNumber')} missing={missing}>{d.address.unitNumber}</Fact>
            <Fact name={t('facts.extraReference')}>{d.address.extraReference}</Fact>
            <Fact name={t('overview.unit')}>{d.unit.name}</Fact>
          </>
        ))}
        {group('building', (
          <>
            <Fact name={t('facts.property')} missing={missing}>{d.property?.text}</Fact>
            <Fact name={t('facts.buildingType')} missing={missing}>{d.building && label('BuildingType', d.building.type)}</Fact>
            <Fact name={t('facts.buildingNumber')}>{d.building?.number}</Fact>
            <Fact name={t('facts.buildingName')}>{d.building?.name}</Fact>
            <Fact name={t('facts.builtYear')}>{d.building?.builtYear}</Fact>
            <Fact name={t('facts.lift')}>{known(d.building?.lift)}</Fact>
            <Fact name={t('facts.unitType')}>{label('UnitType', d.unitType)}</Fact>
          </>
        ))}
        {group('owner', (
          <>
            <Fact name={t('overview.disposition')}>{label('DispositionForm', d.disposition)}</Fact>
            <Fact name={t('facts.municipallyDisposed')}>{known(d.municipallyDisposed)}</Fact>
            <Fact name={t('facts.ownership')} missing={missing}>{label('OwnershipForm', d.ownership)}</Fact>
            <Fact name={t('facts.ownerName')} missing={missing}>{d.owner?.name}</Fact>
            <Fact name={t('facts.organisationNumber')}>{d.owner?.organisationNumber}</Fact>
            <Fact name={t('facts.phone')}>{d.owner?.phone}</Fact>
          </>
        ))}
        {group('other', (
          <>
            <Fact name={t('facts.powerMeter')} missing={missing}>{d.meters.power}</Fact>
            <Fact name={t('facts.waterMeter')}>{d.meters.water}</Fact>
            <Fact name={t('facts.primarySchool')}>{d.schools.primary}</Fact>
            <Fact name={t('facts.secondarySchool')}>{d.schools.secondary}</Fact>
            <Fact name={t('facts.vat')}>{known(d.vatCompensation)}</Fact>
            <Fact name={t('facts.vendorId')}>{d.vendorDwellingId}</Fact>
            <Fact name={t('facts.otherInformation')}>{d.otherInformation}</Fact>
          </>
        ))}
      </div>
      {open && <FactsDialog group={open} dwelling={d} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}

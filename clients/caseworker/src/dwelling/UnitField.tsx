import { query } from '@kobo/shared';
import { useQuery } from '@tanstack/react-query';
import { ChoiceField } from '../form/fields';
import { graphql } from '../gql';
import { useT } from '../texts';

const UnitsDocument = graphql(/* GraphQL */ `
  query Units {
    municipality { id units { id name } }
  }
`);

/** Which unit of the municipality a dwelling belongs to; nothing where there is one only. */
export function UnitField() {
  const t = useT();
  const units = useQuery(query(UnitsDocument, {})).data?.municipality?.units ?? [];
  return units.length > 1 ? <ChoiceField name="unitId" label={t('overview.unit')} options={units.map(({ id, name }) => ({ value: id, label: name }))} /> : null;
}

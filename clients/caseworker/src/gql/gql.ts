/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  subscription Changed {\n    registerChanged { ids }\n  }\n": typeof types.ChangedDocument,
    "\n  query Access {\n    viewer {\n      name\n      organisationNumber\n      organisationName\n      units { id name }\n      rights { resource label write }\n      modules { module label open missing reason }\n      access { name meaning read write act }\n    }\n  }\n": typeof types.AccessDocument,
    "\n  mutation DwellingsCreate($inputs: [DwellingCreateInput!]!, $key: Key) {\n    dwellingsCreate(inputs: $inputs, key: $key) {\n      dwellings { id version address { text } }\n      userErrors { code message field }\n    }\n  }\n": typeof types.DwellingsCreateDocument,
    "\n  mutation DwellingRemoveAdded($id: ID!, $version: Int!) {\n    dwellingRemove(id: $id, version: $version) { removedId userErrors { code message field } }\n  }\n": typeof types.DwellingRemoveAddedDocument,
    "\n  query AddressSearch($text: String!) {\n    addressSearch(text: $text, first: 10) { text street houseNumber houseLetter postalCode postalPlace municipalityNumber gnr bnr fnr snr unitNumbers }\n  }\n": typeof types.AddressSearchDocument,
    "\n  query CadastreUnits($municipalityNumber: String!, $gnr: Int!, $bnr: Int!, $fnr: Int, $snr: Int) {\n    cadastreUnits(municipalityNumber: $municipalityNumber, gnr: $gnr, bnr: $bnr, fnr: $fnr, snr: $snr) {\n      number\n      type\n      label\n      builtYear\n      units { unitNumber unitType usableArea rooms floor street houseNumber houseLetter dwellings { id } }\n    }\n  }\n": typeof types.CadastreUnitsDocument,
    "\n  query DwellingIds($filter: DwellingFilter, $first: Int, $offset: Int) {\n    dwellings(filter: $filter, first: $first, offset: $offset) { nodes { id } }\n  }\n": typeof types.DwellingIdsDocument,
    "\n  mutation DwellingsChange($input: DwellingsChangeInput!, $preview: Boolean!, $key: Key) {\n    dwellingsChange(input: $input, preview: $preview, key: $key) {\n      results { id changed dwelling { id address { text } } error { code message } }\n      userErrors { code message field }\n    }\n  }\n": typeof types.DwellingsChangeDocument,
    "\n  query Codes($names: [String!]) {\n    codeLists(names: $names) {\n      name\n      codes { code label validTo }\n    }\n  }\n": typeof types.CodesDocument,
    "\n  fragment AgreementSection on Dwelling {\n    id\n    agreement {\n      id\n      version\n      kind\n      reference\n      landlordName\n      landlordOrganisationNumber\n      landlordPhone\n      validFrom\n      validTo\n      quota\n      used\n      terms { validFrom validTo quota recordedAt supersededAt correction }\n    }\n  }\n": typeof types.AgreementSectionFragmentDoc,
    "\n  mutation AgreementUpdate($id: ID!, $version: Int!, $input: AgreementInput!, $correction: String) {\n    agreementUpdate(id: $id, version: $version, input: $input, correction: $correction) {\n      agreement { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.AgreementUpdateDocument,
    "\n  fragment DocumentsSection on Dwelling {\n    id\n    documents { id kind title url name mediaType size recordedAt recordedBy }\n  }\n": typeof types.DocumentsSectionFragmentDoc,
    "\n  mutation DocumentAdd($dwellingId: ID!, $input: DocumentAddInput!) {\n    documentAdd(dwellingId: $dwellingId, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n": typeof types.DocumentAddDocument,
    "\n  mutation DocumentRemove($id: ID!) {\n    documentRemove(id: $id) { dwelling { id version } userErrors { code message field } }\n  }\n": typeof types.DocumentRemoveDocument,
    "\n  query Dwelling($id: ID!) {\n    dwelling(id: $id) {\n      id\n      version\n      mergedInto\n      changedAt\n      address { text }\n      description\n      displayStatus\n      markers\n      bedrooms\n      availableActs\n      rent { totalOre }\n      agreement { id }\n      images { url thumbnailUrl alternativeText cover }\n      ...StatusSection\n      ...TenancySection\n      ...RentSection\n      ...FactsSection\n      ...AgreementSection\n      ...PicturesSection\n      ...DocumentsSection\n      ...NotesSection\n      ...StockSection\n    }\n  }\n": typeof types.DwellingDocument,
    "\n  mutation DwellingUpdate($id: ID!, $version: Int!, $input: DwellingUpdateInput!) {\n    dwellingUpdate(id: $id, version: $version, input: $input) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.DwellingUpdateDocument,
    "\n  mutation BuildingUpdate($id: ID!, $version: Int!, $input: BuildingInput!) {\n    buildingUpdate(id: $id, version: $version, input: $input) {\n      building { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.BuildingUpdateDocument,
    "\n  fragment FactsSection on Dwelling {\n    id\n    version\n    address { street houseNumber houseLetter postalCode postalPlace unitNumber extraReference text }\n    unit { id name }\n    type\n    subtype\n    shared\n    staffBase\n    staffedRoundTheClock\n    disposition\n    municipallyDisposed\n    ownership\n    owner { name organisationNumber phone }\n    property { id municipalityNumber gnr bnr fnr snr text }\n    building { id version number type name builtYear lift }\n    unitType\n    bedrooms\n    usableArea\n    floor\n    wheelchair\n    features\n    meters { power water }\n    schools { primary secondary }\n    otherInformation\n    vatCompensation\n    vendorDwellingId\n    depositOre\n  }\n": typeof types.FactsSectionFragmentDoc,
    "\n  query DwellingHistory($id: ID!, $first: Int) {\n    dwelling(id: $id) {\n      id\n      history(first: $first) {\n        nodes { id kind at actor note changes { field label before after } }\n        pageInfo { hasNextPage }\n      }\n    }\n  }\n": typeof types.DwellingHistoryDocument,
    "\n  fragment NotesSection on Dwelling {\n    id\n    notes { id version text recordedAt recordedBy editedAt mine }\n  }\n": typeof types.NotesSectionFragmentDoc,
    "\n  mutation NoteAdd($dwellingId: ID!, $text: String!, $key: Key) {\n    noteAdd(dwellingId: $dwellingId, text: $text, key: $key) { note { id version } userErrors { code message field } }\n  }\n": typeof types.NoteAddDocument,
    "\n  mutation NoteEdit($id: ID!, $version: Int!, $text: String!) {\n    noteEdit(id: $id, version: $version, text: $text) { note { id version } userErrors { code message field } }\n  }\n": typeof types.NoteEditDocument,
    "\n  mutation NoteRemove($id: ID!, $version: Int!) {\n    noteRemove(id: $id, version: $version) { note { id version } userErrors { code message field } }\n  }\n": typeof types.NoteRemoveDocument,
    "\n  fragment PicturesSection on Dwelling {\n    id\n    images { id url thumbnailUrl alternativeText position width height cover }\n  }\n": typeof types.PicturesSectionFragmentDoc,
    "\n  mutation ImageAdd($dwellingId: ID!, $input: ImageAddInput!) {\n    imageAdd(dwellingId: $dwellingId, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n": typeof types.ImageAddDocument,
    "\n  mutation ImageUpdate($id: ID!, $input: ImageUpdateInput!) {\n    imageUpdate(id: $id, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n": typeof types.ImageUpdateDocument,
    "\n  mutation ImageRemove($id: ID!) {\n    imageRemove(id: $id) { dwelling { id version } userErrors { code message field } }\n  }\n": typeof types.ImageRemoveDocument,
    "\n  fragment RentSection on Dwelling {\n    id\n    rent { id totalOre validFrom components { component ore } }\n    rents { id totalOre validFrom recordedAt supersededAt correction }\n    depositOre\n  }\n": typeof types.RentSectionFragmentDoc,
    "\n  mutation DwellingSetRent($id: ID!, $version: Int!, $input: RentInput!) {\n    dwellingSetRent(id: $id, version: $version, input: $input) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.DwellingSetRentDocument,
    "\n  fragment ReservationPart on Dwelling {\n    id\n    reservation { id version heldUntil overdue reason recordedAt recordedBy }\n  }\n": typeof types.ReservationPartFragmentDoc,
    "\n  mutation DwellingReserve($id: ID!, $version: Int!, $input: DwellingReserveInput!, $key: Key) {\n    dwellingReserve(id: $id, version: $version, input: $input, key: $key) {\n      dwelling { id version reservation { id version } }\n      userErrors { code message field }\n    }\n  }\n": typeof types.DwellingReserveDocument,
    "\n  mutation ReservationRelease($id: ID!, $version: Int!) {\n    reservationRelease(id: $id, version: $version) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.ReservationReleaseDocument,
    "\n  mutation ReservationExtend($id: ID!, $version: Int!, $heldUntil: Date!) {\n    reservationExtend(id: $id, version: $version, heldUntil: $heldUntil) {\n      dwelling { id version reservation { id version } }\n      userErrors { code message field }\n    }\n  }\n": typeof types.ReservationExtendDocument,
    "\n  fragment StatusSection on Dwelling {\n    id\n    version\n    status\n    displayStatus\n    statusSince\n    markers\n    rentToOwn\n    plannedReadyOn\n    vacancy { since days costOre }\n    expectedVacancy { on reason overdue setBy setAt }\n    statusPeriods { id status validFrom reason note recordedAt recordedBy supersededAt correction }\n    ...ReservationPart\n  }\n": typeof types.StatusSectionFragmentDoc,
    "\n  mutation DwellingSetStatus($id: ID!, $version: Int!, $input: DwellingSetStatusInput!, $key: Key) {\n    dwellingSetStatus(id: $id, version: $version, input: $input, key: $key) {\n      dwelling { id version statusPeriods { id recordedAt supersededAt } }\n      userErrors { code message field }\n    }\n  }\n": typeof types.DwellingSetStatusDocument,
    "\n  mutation DwellingCorrectStatus($id: ID!, $version: Int!, $input: DwellingCorrectStatusInput!) {\n    dwellingCorrectStatus(id: $id, version: $version, input: $input) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.DwellingCorrectStatusDocument,
    "\n  mutation DwellingSetExpectedVacancy($id: ID!, $version: Int!, $on: Date) {\n    dwellingSetExpectedVacancy(id: $id, version: $version, on: $on) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.DwellingSetExpectedVacancyDocument,
    "\n  mutation DwellingSetRentToOwn($id: ID!, $version: Int!, $input: DwellingUpdateInput!) {\n    dwellingUpdate(id: $id, version: $version, input: $input) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.DwellingSetRentToOwnDocument,
    "\n  fragment StockSection on Dwelling {\n    id\n    stock { enteredOn entry leftOn exit }\n    stockChanges { id on entry exit note recordedBy supersededAt correction }\n  }\n": typeof types.StockSectionFragmentDoc,
    "\n  mutation DwellingLeaveStock($id: ID!, $version: Int!, $input: DwellingLeaveStockInput!) {\n    dwellingLeaveStock(id: $id, version: $version, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n": typeof types.DwellingLeaveStockDocument,
    "\n  mutation DwellingReturnToStock($id: ID!, $version: Int!, $input: DwellingReturnToStockInput!) {\n    dwellingReturnToStock(id: $id, version: $version, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n": typeof types.DwellingReturnToStockDocument,
    "\n  mutation DwellingMerge($id: ID!, $version: Int!, $into: ID!) {\n    dwellingMerge(id: $id, version: $version, into: $into) { dwelling { id version } userErrors { code message field } }\n  }\n": typeof types.DwellingMergeDocument,
    "\n  mutation DwellingRemove($id: ID!, $version: Int!) {\n    dwellingRemove(id: $id, version: $version) { removedId userErrors { code message field } }\n  }\n": typeof types.DwellingRemoveDocument,
    "\n  query MergeCandidates($filter: DwellingFilter) {\n    dwellings(filter: $filter, first: 50) { nodes { id address { text } } }\n  }\n": typeof types.MergeCandidatesDocument,
    "\n  fragment TenancySection on Dwelling {\n    id\n    tenancy { id }\n    tenancies {\n      id\n      version\n      kind\n      startsOn\n      endsOn\n      persons\n      security\n      notice { givenOn by vacatesOn }\n      endedOn\n      endKind\n      cancelled\n      overdue\n      rent { totalOre components { component ore } }\n      tenants { id name birthDate }\n    }\n  }\n": typeof types.TenancySectionFragmentDoc,
    "\n  mutation TenancyWithdrawNotice($id: ID!, $version: Int!) {\n    tenancyWithdrawNotice(id: $id, version: $version) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.TenancyWithdrawNoticeDocument,
    "\n  mutation TenancyGiveNoticeAgain($id: ID!, $version: Int!, $input: TenancyNoticeInput!) {\n    tenancyGiveNotice(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.TenancyGiveNoticeAgainDocument,
    "\n  query Units {\n    municipality { id units { id name } }\n  }\n": typeof types.UnitsDocument,
    "\n  mutation TenancyRegister($dwellingId: ID!, $version: Int!, $input: TenancyRegisterInput!, $key: Key) {\n    tenancyRegister(dwellingId: $dwellingId, version: $version, input: $input, key: $key) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.TenancyRegisterDocument,
    "\n  mutation TenancyGiveNotice($id: ID!, $version: Int!, $input: TenancyNoticeInput!) {\n    tenancyGiveNotice(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.TenancyGiveNoticeDocument,
    "\n  mutation TenancyNoticeUndo($id: ID!, $version: Int!) {\n    tenancyWithdrawNotice(id: $id, version: $version) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.TenancyNoticeUndoDocument,
    "\n  mutation TenancyEnd($id: ID!, $version: Int!, $input: TenancyEndInput!) {\n    tenancyEnd(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.TenancyEndDocument,
    "\n  mutation TenancyRenew($id: ID!, $version: Int!, $input: TenancyRenewInput!) {\n    tenancyRenew(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.TenancyRenewDocument,
    "\n  mutation TenancyCorrect($id: ID!, $version: Int!, $input: TenancyCorrectInput!) {\n    tenancyCorrect(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.TenancyCorrectDocument,
    "\n  mutation TenancyCancel($id: ID!, $version: Int!, $correction: String!) {\n    tenancyCancel(id: $id, version: $version, correction: $correction) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.TenancyCancelDocument,
    "\n  mutation TenancySetRent($id: ID!, $version: Int!, $input: RentInput!) {\n    tenancySetRent(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.TenancySetRentDocument,
    "\n  fragment Columns on Import {\n    id\n    version\n    columns { heading column label }\n  }\n": typeof types.ColumnsFragmentDoc,
    "\n  query WorkbookColumns {\n    workbookColumns { name label help required }\n  }\n": typeof types.WorkbookColumnsDocument,
    "\n  mutation ImportMapColumns($id: ID!, $version: Int!, $input: ImportMapInput!) {\n    importMap(id: $id, version: $version, input: $input) { import { id version } userErrors { code message field } }\n  }\n": typeof types.ImportMapColumnsDocument,
    "\n  query Import($id: ID!) {\n    import(id: $id) {\n      id\n      version\n      state\n      name\n      recordedAt\n      recordedBy\n      appliedAt\n      undoneAt\n      counts { new changed same error applied undone }\n      done\n      total\n      failure\n      undoable\n      errorsUrl\n      unknownWords { word }\n      ...Columns\n      ...Words\n    }\n  }\n": typeof types.ImportDocument,
    "\n  mutation ImportApply($id: ID!, $version: Int!) {\n    importApply(id: $id, version: $version) { import { id version state } userErrors { code message field } }\n  }\n": typeof types.ImportApplyDocument,
    "\n  mutation ImportUndo($id: ID!, $version: Int!) {\n    importUndo(id: $id, version: $version) { import { id version state } userErrors { code message field } }\n  }\n": typeof types.ImportUndoDocument,
    "\n  mutation ImportCancel($id: ID!, $version: Int!) {\n    importCancel(id: $id, version: $version) { import { id version state } userErrors { code message field } }\n  }\n": typeof types.ImportCancelDocument,
    "\n  query Imports {\n    imports(first: 50) {\n      nodes { id name state recordedAt recordedBy counts { new changed same error applied undone } }\n    }\n  }\n": typeof types.ImportsDocument,
    "\n  mutation ImportCreate($fileId: ID!) {\n    importCreate(fileId: $fileId) {\n      import { id version }\n      userErrors { code message field }\n    }\n  }\n": typeof types.ImportCreateDocument,
    "\n  query ImportRows($id: ID!, $state: [ImportRowState!], $after: String) {\n    import(id: $id) {\n      id\n      rows(state: $state, first: 20, after: $after) {\n        nodes {\n          id\n          number\n          state\n          cells { column value }\n          problems { column value message allowed }\n          changes { column label before after }\n          dwelling { id address { text } }\n        }\n        pageInfo { hasNextPage hasPreviousPage endCursor }\n        totalCount\n      }\n    }\n    workbookColumns { name label }\n  }\n": typeof types.ImportRowsDocument,
    "\n  mutation ImportFixRow($id: ID!, $number: Int!, $cells: [ImportCellInput!]!) {\n    importFixRow(id: $id, number: $number, cells: $cells) { row { id } userErrors { code message field } }\n  }\n": typeof types.ImportFixRowDocument,
    "\n  fragment Words on Import {\n    id\n    version\n    unknownWords { column word rows allowed { code label } }\n  }\n": typeof types.WordsFragmentDoc,
    "\n  query ColumnLabels {\n    workbookColumns { name label }\n  }\n": typeof types.ColumnLabelsDocument,
    "\n  mutation ImportMapWords($id: ID!, $version: Int!, $input: ImportMapInput!) {\n    importMap(id: $id, version: $version, input: $input) { import { id version } userErrors { code message field } }\n  }\n": typeof types.ImportMapWordsDocument,
    "\n  query Log($filter: LogFilter, $after: String) {\n    log(filter: $filter, first: 50, after: $after) {\n      nodes { at kind actor organisation what classes count purpose }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.LogDocument,
    "\n  query OwnLog($after: String) {\n    viewer {\n      log(first: 50, after: $after) {\n        nodes { at kind actor organisation what classes count purpose }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": typeof types.OwnLogDocument,
    "\n  fragment DwellingRow on Dwelling {\n    id\n    description\n    displayStatus\n    statusSince\n    plannedReadyOn\n    address { text }\n    markers\n    bedrooms\n    rent { totalOre }\n    vacancy { since days costOre }\n    expectedVacancy { on overdue }\n    tenancy { id endsOn overdue }\n    reservation { id heldUntil overdue }\n    images { thumbnailUrl cover }\n  }\n": typeof types.DwellingRowFragmentDoc,
    "\n  fragment Facets on DwellingFacets {\n    status { value label count }\n    markers { value label count }\n    type { value label count }\n    shared\n    staffing { value label count }\n    disposition { value label count }\n    wheelchair { value label count }\n    unit { value label count }\n    bedrooms { value count }\n    expectedVacantWithinMonths { value count }\n    contractEndsWithinMonths { value count }\n    vacantMoreThanDays { value count }\n  }\n": typeof types.FacetsFragmentDoc,
    "\n  mutation SavedFilterSave($id: ID, $input: SavedFilterInput!) {\n    savedFilterSave(id: $id, input: $input) {\n      savedFilter { id }\n      userErrors { code message field }\n    }\n  }\n": typeof types.SavedFilterSaveDocument,
    "\n  mutation SavedFilterRemove($id: ID!) {\n    savedFilterRemove(id: $id) { userErrors { code message field } }\n  }\n": typeof types.SavedFilterRemoveDocument,
    "\n  query Dwellings($filter: DwellingFilter, $sort: DwellingSort, $first: Int, $offset: Int) {\n    dwellings(filter: $filter, sort: $sort, first: $first, offset: $offset) {\n      nodes { id ...DwellingRow }\n      totalCount\n      registerCount\n      vacancyCostOre\n      facets { ...Facets }\n    }\n  }\n": typeof types.DwellingsDocument,
    "\n  fragment MunicipalityPart on Municipality {\n    id\n    name\n    number\n    organisationNumber\n    logo\n    settings { version phone email website writtenLanguage vacancyWarningDays staffNamesInCitizenLog }\n  }\n": typeof types.MunicipalityPartFragmentDoc,
    "\n  mutation MunicipalitySettingsUpdate($version: Int!, $input: MunicipalitySettingsInput!) {\n    municipalitySettingsUpdate(version: $version, input: $input) {\n      municipality { id settings { version } }\n      userErrors { code message field }\n    }\n  }\n": typeof types.MunicipalitySettingsUpdateDocument,
    "\n  mutation MunicipalityLogoSet($fileId: ID!) {\n    municipalityLogoSet(fileId: $fileId) { municipality { id logo } userErrors { code message field } }\n  }\n": typeof types.MunicipalityLogoSetDocument,
    "\n  fragment NetworksPart on Municipality {\n    id\n    settings { networks { id cidr name } }\n  }\n": typeof types.NetworksPartFragmentDoc,
    "\n  mutation NetworkAdd($input: NetworkInput!) {\n    networkAdd(input: $input) { municipality { id } userErrors { code message field } }\n  }\n": typeof types.NetworkAddDocument,
    "\n  mutation NetworkRemove($id: ID!) {\n    networkRemove(id: $id) { municipality { id } userErrors { code message field } }\n  }\n": typeof types.NetworkRemoveDocument,
    "\n  fragment OnboardingPart on Municipality {\n    id\n    onboarding { step label doneOn }\n  }\n": typeof types.OnboardingPartFragmentDoc,
    "\n  mutation OnboardingSet($input: OnboardingInput!) {\n    onboardingSet(input: $input) { municipality { id } userErrors { code message field } }\n  }\n": typeof types.OnboardingSetDocument,
    "\n  query Settings {\n    municipality {\n      id\n      name\n      ...MunicipalityPart\n      ...NetworksPart\n      ...UnitsPart\n      ...OnboardingPart\n    }\n  }\n": typeof types.SettingsDocument,
    "\n  fragment UnitsPart on Municipality {\n    id\n    units { id name organisationNumber }\n  }\n": typeof types.UnitsPartFragmentDoc,
    "\n  mutation UnitSave($id: ID, $input: UnitInput!) {\n    unitSave(id: $id, input: $input) { municipality { id } userErrors { code message field } }\n  }\n": typeof types.UnitSaveDocument,
    "\n  query Start {\n    dwellings(first: 1) {\n      registerCount\n      nodes { id }\n      facets {\n        status { value label count }\n        markers { value label count }\n        contractEndsWithinMonths { value count }\n        expectedVacantWithinMonths { value count }\n        vacantMoreThanDays { value count }\n      }\n    }\n    empty: dwellings(first: 1, filter: { vacantMoreThanDays: 0 }) { nodes { id } totalCount vacancyCostOre }\n  }\n": typeof types.StartDocument,
    "\n  query StartImports {\n    imports(first: 5) { nodes { id name state recordedAt counts { new changed error } } }\n  }\n": typeof types.StartImportsDocument,
    "\n  query Terms {\n    codeLists {\n      name\n      title\n      definition\n      codes { code label definition validFrom validTo }\n    }\n  }\n": typeof types.TermsDocument,
    "\n  query Viewer {\n    viewer {\n      name\n      municipality { id name logo }\n      units { id name }\n      access { name read write act }\n      savedFilters { id name address shared mine }\n    }\n  }\n": typeof types.ViewerDocument,
};
const documents: Documents = {
    "\n  subscription Changed {\n    registerChanged { ids }\n  }\n": types.ChangedDocument,
    "\n  query Access {\n    viewer {\n      name\n      organisationNumber\n      organisationName\n      units { id name }\n      rights { resource label write }\n      modules { module label open missing reason }\n      access { name meaning read write act }\n    }\n  }\n": types.AccessDocument,
    "\n  mutation DwellingsCreate($inputs: [DwellingCreateInput!]!, $key: Key) {\n    dwellingsCreate(inputs: $inputs, key: $key) {\n      dwellings { id version address { text } }\n      userErrors { code message field }\n    }\n  }\n": types.DwellingsCreateDocument,
    "\n  mutation DwellingRemoveAdded($id: ID!, $version: Int!) {\n    dwellingRemove(id: $id, version: $version) { removedId userErrors { code message field } }\n  }\n": types.DwellingRemoveAddedDocument,
    "\n  query AddressSearch($text: String!) {\n    addressSearch(text: $text, first: 10) { text street houseNumber houseLetter postalCode postalPlace municipalityNumber gnr bnr fnr snr unitNumbers }\n  }\n": types.AddressSearchDocument,
    "\n  query CadastreUnits($municipalityNumber: String!, $gnr: Int!, $bnr: Int!, $fnr: Int, $snr: Int) {\n    cadastreUnits(municipalityNumber: $municipalityNumber, gnr: $gnr, bnr: $bnr, fnr: $fnr, snr: $snr) {\n      number\n      type\n      label\n      builtYear\n      units { unitNumber unitType usableArea rooms floor street houseNumber houseLetter dwellings { id } }\n    }\n  }\n": types.CadastreUnitsDocument,
    "\n  query DwellingIds($filter: DwellingFilter, $first: Int, $offset: Int) {\n    dwellings(filter: $filter, first: $first, offset: $offset) { nodes { id } }\n  }\n": types.DwellingIdsDocument,
    "\n  mutation DwellingsChange($input: DwellingsChangeInput!, $preview: Boolean!, $key: Key) {\n    dwellingsChange(input: $input, preview: $preview, key: $key) {\n      results { id changed dwelling { id address { text } } error { code message } }\n      userErrors { code message field }\n    }\n  }\n": types.DwellingsChangeDocument,
    "\n  query Codes($names: [String!]) {\n    codeLists(names: $names) {\n      name\n      codes { code label validTo }\n    }\n  }\n": types.CodesDocument,
    "\n  fragment AgreementSection on Dwelling {\n    id\n    agreement {\n      id\n      version\n      kind\n      reference\n      landlordName\n      landlordOrganisationNumber\n      landlordPhone\n      validFrom\n      validTo\n      quota\n      used\n      terms { validFrom validTo quota recordedAt supersededAt correction }\n    }\n  }\n": types.AgreementSectionFragmentDoc,
    "\n  mutation AgreementUpdate($id: ID!, $version: Int!, $input: AgreementInput!, $correction: String) {\n    agreementUpdate(id: $id, version: $version, input: $input, correction: $correction) {\n      agreement { id version }\n      userErrors { code message field }\n    }\n  }\n": types.AgreementUpdateDocument,
    "\n  fragment DocumentsSection on Dwelling {\n    id\n    documents { id kind title url name mediaType size recordedAt recordedBy }\n  }\n": types.DocumentsSectionFragmentDoc,
    "\n  mutation DocumentAdd($dwellingId: ID!, $input: DocumentAddInput!) {\n    documentAdd(dwellingId: $dwellingId, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n": types.DocumentAddDocument,
    "\n  mutation DocumentRemove($id: ID!) {\n    documentRemove(id: $id) { dwelling { id version } userErrors { code message field } }\n  }\n": types.DocumentRemoveDocument,
    "\n  query Dwelling($id: ID!) {\n    dwelling(id: $id) {\n      id\n      version\n      mergedInto\n      changedAt\n      address { text }\n      description\n      displayStatus\n      markers\n      bedrooms\n      availableActs\n      rent { totalOre }\n      agreement { id }\n      images { url thumbnailUrl alternativeText cover }\n      ...StatusSection\n      ...TenancySection\n      ...RentSection\n      ...FactsSection\n      ...AgreementSection\n      ...PicturesSection\n      ...DocumentsSection\n      ...NotesSection\n      ...StockSection\n    }\n  }\n": types.DwellingDocument,
    "\n  mutation DwellingUpdate($id: ID!, $version: Int!, $input: DwellingUpdateInput!) {\n    dwellingUpdate(id: $id, version: $version, input: $input) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.DwellingUpdateDocument,
    "\n  mutation BuildingUpdate($id: ID!, $version: Int!, $input: BuildingInput!) {\n    buildingUpdate(id: $id, version: $version, input: $input) {\n      building { id version }\n      userErrors { code message field }\n    }\n  }\n": types.BuildingUpdateDocument,
    "\n  fragment FactsSection on Dwelling {\n    id\n    version\n    address { street houseNumber houseLetter postalCode postalPlace unitNumber extraReference text }\n    unit { id name }\n    type\n    subtype\n    shared\n    staffBase\n    staffedRoundTheClock\n    disposition\n    municipallyDisposed\n    ownership\n    owner { name organisationNumber phone }\n    property { id municipalityNumber gnr bnr fnr snr text }\n    building { id version number type name builtYear lift }\n    unitType\n    bedrooms\n    usableArea\n    floor\n    wheelchair\n    features\n    meters { power water }\n    schools { primary secondary }\n    otherInformation\n    vatCompensation\n    vendorDwellingId\n    depositOre\n  }\n": types.FactsSectionFragmentDoc,
    "\n  query DwellingHistory($id: ID!, $first: Int) {\n    dwelling(id: $id) {\n      id\n      history(first: $first) {\n        nodes { id kind at actor note changes { field label before after } }\n        pageInfo { hasNextPage }\n      }\n    }\n  }\n": types.DwellingHistoryDocument,
    "\n  fragment NotesSection on Dwelling {\n    id\n    notes { id version text recordedAt recordedBy editedAt mine }\n  }\n": types.NotesSectionFragmentDoc,
    "\n  mutation NoteAdd($dwellingId: ID!, $text: String!, $key: Key) {\n    noteAdd(dwellingId: $dwellingId, text: $text, key: $key) { note { id version } userErrors { code message field } }\n  }\n": types.NoteAddDocument,
    "\n  mutation NoteEdit($id: ID!, $version: Int!, $text: String!) {\n    noteEdit(id: $id, version: $version, text: $text) { note { id version } userErrors { code message field } }\n  }\n": types.NoteEditDocument,
    "\n  mutation NoteRemove($id: ID!, $version: Int!) {\n    noteRemove(id: $id, version: $version) { note { id version } userErrors { code message field } }\n  }\n": types.NoteRemoveDocument,
    "\n  fragment PicturesSection on Dwelling {\n    id\n    images { id url thumbnailUrl alternativeText position width height cover }\n  }\n": types.PicturesSectionFragmentDoc,
    "\n  mutation ImageAdd($dwellingId: ID!, $input: ImageAddInput!) {\n    imageAdd(dwellingId: $dwellingId, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n": types.ImageAddDocument,
    "\n  mutation ImageUpdate($id: ID!, $input: ImageUpdateInput!) {\n    imageUpdate(id: $id, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n": types.ImageUpdateDocument,
    "\n  mutation ImageRemove($id: ID!) {\n    imageRemove(id: $id) { dwelling { id version } userErrors { code message field } }\n  }\n": types.ImageRemoveDocument,
    "\n  fragment RentSection on Dwelling {\n    id\n    rent { id totalOre validFrom components { component ore } }\n    rents { id totalOre validFrom recordedAt supersededAt correction }\n    depositOre\n  }\n": types.RentSectionFragmentDoc,
    "\n  mutation DwellingSetRent($id: ID!, $version: Int!, $input: RentInput!) {\n    dwellingSetRent(id: $id, version: $version, input: $input) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.DwellingSetRentDocument,
    "\n  fragment ReservationPart on Dwelling {\n    id\n    reservation { id version heldUntil overdue reason recordedAt recordedBy }\n  }\n": types.ReservationPartFragmentDoc,
    "\n  mutation DwellingReserve($id: ID!, $version: Int!, $input: DwellingReserveInput!, $key: Key) {\n    dwellingReserve(id: $id, version: $version, input: $input, key: $key) {\n      dwelling { id version reservation { id version } }\n      userErrors { code message field }\n    }\n  }\n": types.DwellingReserveDocument,
    "\n  mutation ReservationRelease($id: ID!, $version: Int!) {\n    reservationRelease(id: $id, version: $version) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.ReservationReleaseDocument,
    "\n  mutation ReservationExtend($id: ID!, $version: Int!, $heldUntil: Date!) {\n    reservationExtend(id: $id, version: $version, heldUntil: $heldUntil) {\n      dwelling { id version reservation { id version } }\n      userErrors { code message field }\n    }\n  }\n": types.ReservationExtendDocument,
    "\n  fragment StatusSection on Dwelling {\n    id\n    version\n    status\n    displayStatus\n    statusSince\n    markers\n    rentToOwn\n    plannedReadyOn\n    vacancy { since days costOre }\n    expectedVacancy { on reason overdue setBy setAt }\n    statusPeriods { id status validFrom reason note recordedAt recordedBy supersededAt correction }\n    ...ReservationPart\n  }\n": types.StatusSectionFragmentDoc,
    "\n  mutation DwellingSetStatus($id: ID!, $version: Int!, $input: DwellingSetStatusInput!, $key: Key) {\n    dwellingSetStatus(id: $id, version: $version, input: $input, key: $key) {\n      dwelling { id version statusPeriods { id recordedAt supersededAt } }\n      userErrors { code message field }\n    }\n  }\n": types.DwellingSetStatusDocument,
    "\n  mutation DwellingCorrectStatus($id: ID!, $version: Int!, $input: DwellingCorrectStatusInput!) {\n    dwellingCorrectStatus(id: $id, version: $version, input: $input) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.DwellingCorrectStatusDocument,
    "\n  mutation DwellingSetExpectedVacancy($id: ID!, $version: Int!, $on: Date) {\n    dwellingSetExpectedVacancy(id: $id, version: $version, on: $on) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.DwellingSetExpectedVacancyDocument,
    "\n  mutation DwellingSetRentToOwn($id: ID!, $version: Int!, $input: DwellingUpdateInput!) {\n    dwellingUpdate(id: $id, version: $version, input: $input) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.DwellingSetRentToOwnDocument,
    "\n  fragment StockSection on Dwelling {\n    id\n    stock { enteredOn entry leftOn exit }\n    stockChanges { id on entry exit note recordedBy supersededAt correction }\n  }\n": types.StockSectionFragmentDoc,
    "\n  mutation DwellingLeaveStock($id: ID!, $version: Int!, $input: DwellingLeaveStockInput!) {\n    dwellingLeaveStock(id: $id, version: $version, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n": types.DwellingLeaveStockDocument,
    "\n  mutation DwellingReturnToStock($id: ID!, $version: Int!, $input: DwellingReturnToStockInput!) {\n    dwellingReturnToStock(id: $id, version: $version, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n": types.DwellingReturnToStockDocument,
    "\n  mutation DwellingMerge($id: ID!, $version: Int!, $into: ID!) {\n    dwellingMerge(id: $id, version: $version, into: $into) { dwelling { id version } userErrors { code message field } }\n  }\n": types.DwellingMergeDocument,
    "\n  mutation DwellingRemove($id: ID!, $version: Int!) {\n    dwellingRemove(id: $id, version: $version) { removedId userErrors { code message field } }\n  }\n": types.DwellingRemoveDocument,
    "\n  query MergeCandidates($filter: DwellingFilter) {\n    dwellings(filter: $filter, first: 50) { nodes { id address { text } } }\n  }\n": types.MergeCandidatesDocument,
    "\n  fragment TenancySection on Dwelling {\n    id\n    tenancy { id }\n    tenancies {\n      id\n      version\n      kind\n      startsOn\n      endsOn\n      persons\n      security\n      notice { givenOn by vacatesOn }\n      endedOn\n      endKind\n      cancelled\n      overdue\n      rent { totalOre components { component ore } }\n      tenants { id name birthDate }\n    }\n  }\n": types.TenancySectionFragmentDoc,
    "\n  mutation TenancyWithdrawNotice($id: ID!, $version: Int!) {\n    tenancyWithdrawNotice(id: $id, version: $version) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.TenancyWithdrawNoticeDocument,
    "\n  mutation TenancyGiveNoticeAgain($id: ID!, $version: Int!, $input: TenancyNoticeInput!) {\n    tenancyGiveNotice(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.TenancyGiveNoticeAgainDocument,
    "\n  query Units {\n    municipality { id units { id name } }\n  }\n": types.UnitsDocument,
    "\n  mutation TenancyRegister($dwellingId: ID!, $version: Int!, $input: TenancyRegisterInput!, $key: Key) {\n    tenancyRegister(dwellingId: $dwellingId, version: $version, input: $input, key: $key) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.TenancyRegisterDocument,
    "\n  mutation TenancyGiveNotice($id: ID!, $version: Int!, $input: TenancyNoticeInput!) {\n    tenancyGiveNotice(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.TenancyGiveNoticeDocument,
    "\n  mutation TenancyNoticeUndo($id: ID!, $version: Int!) {\n    tenancyWithdrawNotice(id: $id, version: $version) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.TenancyNoticeUndoDocument,
    "\n  mutation TenancyEnd($id: ID!, $version: Int!, $input: TenancyEndInput!) {\n    tenancyEnd(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.TenancyEndDocument,
    "\n  mutation TenancyRenew($id: ID!, $version: Int!, $input: TenancyRenewInput!) {\n    tenancyRenew(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.TenancyRenewDocument,
    "\n  mutation TenancyCorrect($id: ID!, $version: Int!, $input: TenancyCorrectInput!) {\n    tenancyCorrect(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.TenancyCorrectDocument,
    "\n  mutation TenancyCancel($id: ID!, $version: Int!, $correction: String!) {\n    tenancyCancel(id: $id, version: $version, correction: $correction) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.TenancyCancelDocument,
    "\n  mutation TenancySetRent($id: ID!, $version: Int!, $input: RentInput!) {\n    tenancySetRent(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n": types.TenancySetRentDocument,
    "\n  fragment Columns on Import {\n    id\n    version\n    columns { heading column label }\n  }\n": types.ColumnsFragmentDoc,
    "\n  query WorkbookColumns {\n    workbookColumns { name label help required }\n  }\n": types.WorkbookColumnsDocument,
    "\n  mutation ImportMapColumns($id: ID!, $version: Int!, $input: ImportMapInput!) {\n    importMap(id: $id, version: $version, input: $input) { import { id version } userErrors { code message field } }\n  }\n": types.ImportMapColumnsDocument,
    "\n  query Import($id: ID!) {\n    import(id: $id) {\n      id\n      version\n      state\n      name\n      recordedAt\n      recordedBy\n      appliedAt\n      undoneAt\n      counts { new changed same error applied undone }\n      done\n      total\n      failure\n      undoable\n      errorsUrl\n      unknownWords { word }\n      ...Columns\n      ...Words\n    }\n  }\n": types.ImportDocument,
    "\n  mutation ImportApply($id: ID!, $version: Int!) {\n    importApply(id: $id, version: $version) { import { id version state } userErrors { code message field } }\n  }\n": types.ImportApplyDocument,
    "\n  mutation ImportUndo($id: ID!, $version: Int!) {\n    importUndo(id: $id, version: $version) { import { id version state } userErrors { code message field } }\n  }\n": types.ImportUndoDocument,
    "\n  mutation ImportCancel($id: ID!, $version: Int!) {\n    importCancel(id: $id, version: $version) { import { id version state } userErrors { code message field } }\n  }\n": types.ImportCancelDocument,
    "\n  query Imports {\n    imports(first: 50) {\n      nodes { id name state recordedAt recordedBy counts { new changed same error applied undone } }\n    }\n  }\n": types.ImportsDocument,
    "\n  mutation ImportCreate($fileId: ID!) {\n    importCreate(fileId: $fileId) {\n      import { id version }\n      userErrors { code message field }\n    }\n  }\n": types.ImportCreateDocument,
    "\n  query ImportRows($id: ID!, $state: [ImportRowState!], $after: String) {\n    import(id: $id) {\n      id\n      rows(state: $state, first: 20, after: $after) {\n        nodes {\n          id\n          number\n          state\n          cells { column value }\n          problems { column value message allowed }\n          changes { column label before after }\n          dwelling { id address { text } }\n        }\n        pageInfo { hasNextPage hasPreviousPage endCursor }\n        totalCount\n      }\n    }\n    workbookColumns { name label }\n  }\n": types.ImportRowsDocument,
    "\n  mutation ImportFixRow($id: ID!, $number: Int!, $cells: [ImportCellInput!]!) {\n    importFixRow(id: $id, number: $number, cells: $cells) { row { id } userErrors { code message field } }\n  }\n": types.ImportFixRowDocument,
    "\n  fragment Words on Import {\n    id\n    version\n    unknownWords { column word rows allowed { code label } }\n  }\n": types.WordsFragmentDoc,
    "\n  query ColumnLabels {\n    workbookColumns { name label }\n  }\n": types.ColumnLabelsDocument,
    "\n  mutation ImportMapWords($id: ID!, $version: Int!, $input: ImportMapInput!) {\n    importMap(id: $id, version: $version, input: $input) { import { id version } userErrors { code message field } }\n  }\n": types.ImportMapWordsDocument,
    "\n  query Log($filter: LogFilter, $after: String) {\n    log(filter: $filter, first: 50, after: $after) {\n      nodes { at kind actor organisation what classes count purpose }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.LogDocument,
    "\n  query OwnLog($after: String) {\n    viewer {\n      log(first: 50, after: $after) {\n        nodes { at kind actor organisation what classes count purpose }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": types.OwnLogDocument,
    "\n  fragment DwellingRow on Dwelling {\n    id\n    description\n    displayStatus\n    statusSince\n    plannedReadyOn\n    address { text }\n    markers\n    bedrooms\n    rent { totalOre }\n    vacancy { since days costOre }\n    expectedVacancy { on overdue }\n    tenancy { id endsOn overdue }\n    reservation { id heldUntil overdue }\n    images { thumbnailUrl cover }\n  }\n": types.DwellingRowFragmentDoc,
    "\n  fragment Facets on DwellingFacets {\n    status { value label count }\n    markers { value label count }\n    type { value label count }\n    shared\n    staffing { value label count }\n    disposition { value label count }\n    wheelchair { value label count }\n    unit { value label count }\n    bedrooms { value count }\n    expectedVacantWithinMonths { value count }\n    contractEndsWithinMonths { value count }\n    vacantMoreThanDays { value count }\n  }\n": types.FacetsFragmentDoc,
    "\n  mutation SavedFilterSave($id: ID, $input: SavedFilterInput!) {\n    savedFilterSave(id: $id, input: $input) {\n      savedFilter { id }\n      userErrors { code message field }\n    }\n  }\n": types.SavedFilterSaveDocument,
    "\n  mutation SavedFilterRemove($id: ID!) {\n    savedFilterRemove(id: $id) { userErrors { code message field } }\n  }\n": types.SavedFilterRemoveDocument,
    "\n  query Dwellings($filter: DwellingFilter, $sort: DwellingSort, $first: Int, $offset: Int) {\n    dwellings(filter: $filter, sort: $sort, first: $first, offset: $offset) {\n      nodes { id ...DwellingRow }\n      totalCount\n      registerCount\n      vacancyCostOre\n      facets { ...Facets }\n    }\n  }\n": types.DwellingsDocument,
    "\n  fragment MunicipalityPart on Municipality {\n    id\n    name\n    number\n    organisationNumber\n    logo\n    settings { version phone email website writtenLanguage vacancyWarningDays staffNamesInCitizenLog }\n  }\n": types.MunicipalityPartFragmentDoc,
    "\n  mutation MunicipalitySettingsUpdate($version: Int!, $input: MunicipalitySettingsInput!) {\n    municipalitySettingsUpdate(version: $version, input: $input) {\n      municipality { id settings { version } }\n      userErrors { code message field }\n    }\n  }\n": types.MunicipalitySettingsUpdateDocument,
    "\n  mutation MunicipalityLogoSet($fileId: ID!) {\n    municipalityLogoSet(fileId: $fileId) { municipality { id logo } userErrors { code message field } }\n  }\n": types.MunicipalityLogoSetDocument,
    "\n  fragment NetworksPart on Municipality {\n    id\n    settings { networks { id cidr name } }\n  }\n": types.NetworksPartFragmentDoc,
    "\n  mutation NetworkAdd($input: NetworkInput!) {\n    networkAdd(input: $input) { municipality { id } userErrors { code message field } }\n  }\n": types.NetworkAddDocument,
    "\n  mutation NetworkRemove($id: ID!) {\n    networkRemove(id: $id) { municipality { id } userErrors { code message field } }\n  }\n": types.NetworkRemoveDocument,
    "\n  fragment OnboardingPart on Municipality {\n    id\n    onboarding { step label doneOn }\n  }\n": types.OnboardingPartFragmentDoc,
    "\n  mutation OnboardingSet($input: OnboardingInput!) {\n    onboardingSet(input: $input) { municipality { id } userErrors { code message field } }\n  }\n": types.OnboardingSetDocument,
    "\n  query Settings {\n    municipality {\n      id\n      name\n      ...MunicipalityPart\n      ...NetworksPart\n      ...UnitsPart\n      ...OnboardingPart\n    }\n  }\n": types.SettingsDocument,
    "\n  fragment UnitsPart on Municipality {\n    id\n    units { id name organisationNumber }\n  }\n": types.UnitsPartFragmentDoc,
    "\n  mutation UnitSave($id: ID, $input: UnitInput!) {\n    unitSave(id: $id, input: $input) { municipality { id } userErrors { code message field } }\n  }\n": types.UnitSaveDocument,
    "\n  query Start {\n    dwellings(first: 1) {\n      registerCount\n      nodes { id }\n      facets {\n        status { value label count }\n        markers { value label count }\n        contractEndsWithinMonths { value count }\n        expectedVacantWithinMonths { value count }\n        vacantMoreThanDays { value count }\n      }\n    }\n    empty: dwellings(first: 1, filter: { vacantMoreThanDays: 0 }) { nodes { id } totalCount vacancyCostOre }\n  }\n": types.StartDocument,
    "\n  query StartImports {\n    imports(first: 5) { nodes { id name state recordedAt counts { new changed error } } }\n  }\n": types.StartImportsDocument,
    "\n  query Terms {\n    codeLists {\n      name\n      title\n      definition\n      codes { code label definition validFrom validTo }\n    }\n  }\n": types.TermsDocument,
    "\n  query Viewer {\n    viewer {\n      name\n      municipality { id name logo }\n      units { id name }\n      access { name read write act }\n      savedFilters { id name address shared mine }\n    }\n  }\n": types.ViewerDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Changed {\n    registerChanged { ids }\n  }\n"): typeof import('./graphql').ChangedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Access {\n    viewer {\n      name\n      organisationNumber\n      organisationName\n      units { id name }\n      rights { resource label write }\n      modules { module label open missing reason }\n      access { name meaning read write act }\n    }\n  }\n"): typeof import('./graphql').AccessDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingsCreate($inputs: [DwellingCreateInput!]!, $key: Key) {\n    dwellingsCreate(inputs: $inputs, key: $key) {\n      dwellings { id version address { text } }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').DwellingsCreateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingRemoveAdded($id: ID!, $version: Int!) {\n    dwellingRemove(id: $id, version: $version) { removedId userErrors { code message field } }\n  }\n"): typeof import('./graphql').DwellingRemoveAddedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AddressSearch($text: String!) {\n    addressSearch(text: $text, first: 10) { text street houseNumber houseLetter postalCode postalPlace municipalityNumber gnr bnr fnr snr unitNumbers }\n  }\n"): typeof import('./graphql').AddressSearchDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CadastreUnits($municipalityNumber: String!, $gnr: Int!, $bnr: Int!, $fnr: Int, $snr: Int) {\n    cadastreUnits(municipalityNumber: $municipalityNumber, gnr: $gnr, bnr: $bnr, fnr: $fnr, snr: $snr) {\n      number\n      type\n      label\n      builtYear\n      units { unitNumber unitType usableArea rooms floor street houseNumber houseLetter dwellings { id } }\n    }\n  }\n"): typeof import('./graphql').CadastreUnitsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DwellingIds($filter: DwellingFilter, $first: Int, $offset: Int) {\n    dwellings(filter: $filter, first: $first, offset: $offset) { nodes { id } }\n  }\n"): typeof import('./graphql').DwellingIdsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingsChange($input: DwellingsChangeInput!, $preview: Boolean!, $key: Key) {\n    dwellingsChange(input: $input, preview: $preview, key: $key) {\n      results { id changed dwelling { id address { text } } error { code message } }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').DwellingsChangeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Codes($names: [String!]) {\n    codeLists(names: $names) {\n      name\n      codes { code label validTo }\n    }\n  }\n"): typeof import('./graphql').CodesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AgreementSection on Dwelling {\n    id\n    agreement {\n      id\n      version\n      kind\n      reference\n      landlordName\n      landlordOrganisationNumber\n      landlordPhone\n      validFrom\n      validTo\n      quota\n      used\n      terms { validFrom validTo quota recordedAt supersededAt correction }\n    }\n  }\n"): typeof import('./graphql').AgreementSectionFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AgreementUpdate($id: ID!, $version: Int!, $input: AgreementInput!, $correction: String) {\n    agreementUpdate(id: $id, version: $version, input: $input, correction: $correction) {\n      agreement { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').AgreementUpdateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DocumentsSection on Dwelling {\n    id\n    documents { id kind title url name mediaType size recordedAt recordedBy }\n  }\n"): typeof import('./graphql').DocumentsSectionFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DocumentAdd($dwellingId: ID!, $input: DocumentAddInput!) {\n    documentAdd(dwellingId: $dwellingId, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').DocumentAddDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DocumentRemove($id: ID!) {\n    documentRemove(id: $id) { dwelling { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').DocumentRemoveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Dwelling($id: ID!) {\n    dwelling(id: $id) {\n      id\n      version\n      mergedInto\n      changedAt\n      address { text }\n      description\n      displayStatus\n      markers\n      bedrooms\n      availableActs\n      rent { totalOre }\n      agreement { id }\n      images { url thumbnailUrl alternativeText cover }\n      ...StatusSection\n      ...TenancySection\n      ...RentSection\n      ...FactsSection\n      ...AgreementSection\n      ...PicturesSection\n      ...DocumentsSection\n      ...NotesSection\n      ...StockSection\n    }\n  }\n"): typeof import('./graphql').DwellingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingUpdate($id: ID!, $version: Int!, $input: DwellingUpdateInput!) {\n    dwellingUpdate(id: $id, version: $version, input: $input) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').DwellingUpdateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BuildingUpdate($id: ID!, $version: Int!, $input: BuildingInput!) {\n    buildingUpdate(id: $id, version: $version, input: $input) {\n      building { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').BuildingUpdateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment FactsSection on Dwelling {\n    id\n    version\n    address { street houseNumber houseLetter postalCode postalPlace unitNumber extraReference text }\n    unit { id name }\n    type\n    subtype\n    shared\n    staffBase\n    staffedRoundTheClock\n    disposition\n    municipallyDisposed\n    ownership\n    owner { name organisationNumber phone }\n    property { id municipalityNumber gnr bnr fnr snr text }\n    building { id version number type name builtYear lift }\n    unitType\n    bedrooms\n    usableArea\n    floor\n    wheelchair\n    features\n    meters { power water }\n    schools { primary secondary }\n    otherInformation\n    vatCompensation\n    vendorDwellingId\n    depositOre\n  }\n"): typeof import('./graphql').FactsSectionFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DwellingHistory($id: ID!, $first: Int) {\n    dwelling(id: $id) {\n      id\n      history(first: $first) {\n        nodes { id kind at actor note changes { field label before after } }\n        pageInfo { hasNextPage }\n      }\n    }\n  }\n"): typeof import('./graphql').DwellingHistoryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment NotesSection on Dwelling {\n    id\n    notes { id version text recordedAt recordedBy editedAt mine }\n  }\n"): typeof import('./graphql').NotesSectionFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation NoteAdd($dwellingId: ID!, $text: String!, $key: Key) {\n    noteAdd(dwellingId: $dwellingId, text: $text, key: $key) { note { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').NoteAddDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation NoteEdit($id: ID!, $version: Int!, $text: String!) {\n    noteEdit(id: $id, version: $version, text: $text) { note { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').NoteEditDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation NoteRemove($id: ID!, $version: Int!) {\n    noteRemove(id: $id, version: $version) { note { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').NoteRemoveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PicturesSection on Dwelling {\n    id\n    images { id url thumbnailUrl alternativeText position width height cover }\n  }\n"): typeof import('./graphql').PicturesSectionFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImageAdd($dwellingId: ID!, $input: ImageAddInput!) {\n    imageAdd(dwellingId: $dwellingId, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').ImageAddDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImageUpdate($id: ID!, $input: ImageUpdateInput!) {\n    imageUpdate(id: $id, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').ImageUpdateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImageRemove($id: ID!) {\n    imageRemove(id: $id) { dwelling { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').ImageRemoveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment RentSection on Dwelling {\n    id\n    rent { id totalOre validFrom components { component ore } }\n    rents { id totalOre validFrom recordedAt supersededAt correction }\n    depositOre\n  }\n"): typeof import('./graphql').RentSectionFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingSetRent($id: ID!, $version: Int!, $input: RentInput!) {\n    dwellingSetRent(id: $id, version: $version, input: $input) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').DwellingSetRentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ReservationPart on Dwelling {\n    id\n    reservation { id version heldUntil overdue reason recordedAt recordedBy }\n  }\n"): typeof import('./graphql').ReservationPartFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingReserve($id: ID!, $version: Int!, $input: DwellingReserveInput!, $key: Key) {\n    dwellingReserve(id: $id, version: $version, input: $input, key: $key) {\n      dwelling { id version reservation { id version } }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').DwellingReserveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReservationRelease($id: ID!, $version: Int!) {\n    reservationRelease(id: $id, version: $version) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').ReservationReleaseDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReservationExtend($id: ID!, $version: Int!, $heldUntil: Date!) {\n    reservationExtend(id: $id, version: $version, heldUntil: $heldUntil) {\n      dwelling { id version reservation { id version } }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').ReservationExtendDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StatusSection on Dwelling {\n    id\n    version\n    status\n    displayStatus\n    statusSince\n    markers\n    rentToOwn\n    plannedReadyOn\n    vacancy { since days costOre }\n    expectedVacancy { on reason overdue setBy setAt }\n    statusPeriods { id status validFrom reason note recordedAt recordedBy supersededAt correction }\n    ...ReservationPart\n  }\n"): typeof import('./graphql').StatusSectionFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingSetStatus($id: ID!, $version: Int!, $input: DwellingSetStatusInput!, $key: Key) {\n    dwellingSetStatus(id: $id, version: $version, input: $input, key: $key) {\n      dwelling { id version statusPeriods { id recordedAt supersededAt } }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').DwellingSetStatusDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingCorrectStatus($id: ID!, $version: Int!, $input: DwellingCorrectStatusInput!) {\n    dwellingCorrectStatus(id: $id, version: $version, input: $input) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').DwellingCorrectStatusDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingSetExpectedVacancy($id: ID!, $version: Int!, $on: Date) {\n    dwellingSetExpectedVacancy(id: $id, version: $version, on: $on) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').DwellingSetExpectedVacancyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingSetRentToOwn($id: ID!, $version: Int!, $input: DwellingUpdateInput!) {\n    dwellingUpdate(id: $id, version: $version, input: $input) {\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').DwellingSetRentToOwnDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StockSection on Dwelling {\n    id\n    stock { enteredOn entry leftOn exit }\n    stockChanges { id on entry exit note recordedBy supersededAt correction }\n  }\n"): typeof import('./graphql').StockSectionFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingLeaveStock($id: ID!, $version: Int!, $input: DwellingLeaveStockInput!) {\n    dwellingLeaveStock(id: $id, version: $version, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').DwellingLeaveStockDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingReturnToStock($id: ID!, $version: Int!, $input: DwellingReturnToStockInput!) {\n    dwellingReturnToStock(id: $id, version: $version, input: $input) { dwelling { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').DwellingReturnToStockDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingMerge($id: ID!, $version: Int!, $into: ID!) {\n    dwellingMerge(id: $id, version: $version, into: $into) { dwelling { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').DwellingMergeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DwellingRemove($id: ID!, $version: Int!) {\n    dwellingRemove(id: $id, version: $version) { removedId userErrors { code message field } }\n  }\n"): typeof import('./graphql').DwellingRemoveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MergeCandidates($filter: DwellingFilter) {\n    dwellings(filter: $filter, first: 50) { nodes { id address { text } } }\n  }\n"): typeof import('./graphql').MergeCandidatesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment TenancySection on Dwelling {\n    id\n    tenancy { id }\n    tenancies {\n      id\n      version\n      kind\n      startsOn\n      endsOn\n      persons\n      security\n      notice { givenOn by vacatesOn }\n      endedOn\n      endKind\n      cancelled\n      overdue\n      rent { totalOre components { component ore } }\n      tenants { id name birthDate }\n    }\n  }\n"): typeof import('./graphql').TenancySectionFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TenancyWithdrawNotice($id: ID!, $version: Int!) {\n    tenancyWithdrawNotice(id: $id, version: $version) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').TenancyWithdrawNoticeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TenancyGiveNoticeAgain($id: ID!, $version: Int!, $input: TenancyNoticeInput!) {\n    tenancyGiveNotice(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').TenancyGiveNoticeAgainDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Units {\n    municipality { id units { id name } }\n  }\n"): typeof import('./graphql').UnitsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TenancyRegister($dwellingId: ID!, $version: Int!, $input: TenancyRegisterInput!, $key: Key) {\n    tenancyRegister(dwellingId: $dwellingId, version: $version, input: $input, key: $key) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').TenancyRegisterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TenancyGiveNotice($id: ID!, $version: Int!, $input: TenancyNoticeInput!) {\n    tenancyGiveNotice(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').TenancyGiveNoticeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TenancyNoticeUndo($id: ID!, $version: Int!) {\n    tenancyWithdrawNotice(id: $id, version: $version) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').TenancyNoticeUndoDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TenancyEnd($id: ID!, $version: Int!, $input: TenancyEndInput!) {\n    tenancyEnd(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').TenancyEndDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TenancyRenew($id: ID!, $version: Int!, $input: TenancyRenewInput!) {\n    tenancyRenew(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').TenancyRenewDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TenancyCorrect($id: ID!, $version: Int!, $input: TenancyCorrectInput!) {\n    tenancyCorrect(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').TenancyCorrectDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TenancyCancel($id: ID!, $version: Int!, $correction: String!) {\n    tenancyCancel(id: $id, version: $version, correction: $correction) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').TenancyCancelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TenancySetRent($id: ID!, $version: Int!, $input: RentInput!) {\n    tenancySetRent(id: $id, version: $version, input: $input) {\n      tenancy { id version }\n      dwelling { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').TenancySetRentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Columns on Import {\n    id\n    version\n    columns { heading column label }\n  }\n"): typeof import('./graphql').ColumnsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WorkbookColumns {\n    workbookColumns { name label help required }\n  }\n"): typeof import('./graphql').WorkbookColumnsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImportMapColumns($id: ID!, $version: Int!, $input: ImportMapInput!) {\n    importMap(id: $id, version: $version, input: $input) { import { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').ImportMapColumnsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Import($id: ID!) {\n    import(id: $id) {\n      id\n      version\n      state\n      name\n      recordedAt\n      recordedBy\n      appliedAt\n      undoneAt\n      counts { new changed same error applied undone }\n      done\n      total\n      failure\n      undoable\n      errorsUrl\n      unknownWords { word }\n      ...Columns\n      ...Words\n    }\n  }\n"): typeof import('./graphql').ImportDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImportApply($id: ID!, $version: Int!) {\n    importApply(id: $id, version: $version) { import { id version state } userErrors { code message field } }\n  }\n"): typeof import('./graphql').ImportApplyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImportUndo($id: ID!, $version: Int!) {\n    importUndo(id: $id, version: $version) { import { id version state } userErrors { code message field } }\n  }\n"): typeof import('./graphql').ImportUndoDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImportCancel($id: ID!, $version: Int!) {\n    importCancel(id: $id, version: $version) { import { id version state } userErrors { code message field } }\n  }\n"): typeof import('./graphql').ImportCancelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Imports {\n    imports(first: 50) {\n      nodes { id name state recordedAt recordedBy counts { new changed same error applied undone } }\n    }\n  }\n"): typeof import('./graphql').ImportsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImportCreate($fileId: ID!) {\n    importCreate(fileId: $fileId) {\n      import { id version }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').ImportCreateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ImportRows($id: ID!, $state: [ImportRowState!], $after: String) {\n    import(id: $id) {\n      id\n      rows(state: $state, first: 20, after: $after) {\n        nodes {\n          id\n          number\n          state\n          cells { column value }\n          problems { column value message allowed }\n          changes { column label before after }\n          dwelling { id address { text } }\n        }\n        pageInfo { hasNextPage hasPreviousPage endCursor }\n        totalCount\n      }\n    }\n    workbookColumns { name label }\n  }\n"): typeof import('./graphql').ImportRowsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImportFixRow($id: ID!, $number: Int!, $cells: [ImportCellInput!]!) {\n    importFixRow(id: $id, number: $number, cells: $cells) { row { id } userErrors { code message field } }\n  }\n"): typeof import('./graphql').ImportFixRowDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Words on Import {\n    id\n    version\n    unknownWords { column word rows allowed { code label } }\n  }\n"): typeof import('./graphql').WordsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ColumnLabels {\n    workbookColumns { name label }\n  }\n"): typeof import('./graphql').ColumnLabelsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImportMapWords($id: ID!, $version: Int!, $input: ImportMapInput!) {\n    importMap(id: $id, version: $version, input: $input) { import { id version } userErrors { code message field } }\n  }\n"): typeof import('./graphql').ImportMapWordsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Log($filter: LogFilter, $after: String) {\n    log(filter: $filter, first: 50, after: $after) {\n      nodes { at kind actor organisation what classes count purpose }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): typeof import('./graphql').LogDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OwnLog($after: String) {\n    viewer {\n      log(first: 50, after: $after) {\n        nodes { at kind actor organisation what classes count purpose }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"): typeof import('./graphql').OwnLogDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DwellingRow on Dwelling {\n    id\n    description\n    displayStatus\n    statusSince\n    plannedReadyOn\n    address { text }\n    markers\n    bedrooms\n    rent { totalOre }\n    vacancy { since days costOre }\n    expectedVacancy { on overdue }\n    tenancy { id endsOn overdue }\n    reservation { id heldUntil overdue }\n    images { thumbnailUrl cover }\n  }\n"): typeof import('./graphql').DwellingRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Facets on DwellingFacets {\n    status { value label count }\n    markers { value label count }\n    type { value label count }\n    shared\n    staffing { value label count }\n    disposition { value label count }\n    wheelchair { value label count }\n    unit { value label count }\n    bedrooms { value count }\n    expectedVacantWithinMonths { value count }\n    contractEndsWithinMonths { value count }\n    vacantMoreThanDays { value count }\n  }\n"): typeof import('./graphql').FacetsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SavedFilterSave($id: ID, $input: SavedFilterInput!) {\n    savedFilterSave(id: $id, input: $input) {\n      savedFilter { id }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').SavedFilterSaveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SavedFilterRemove($id: ID!) {\n    savedFilterRemove(id: $id) { userErrors { code message field } }\n  }\n"): typeof import('./graphql').SavedFilterRemoveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Dwellings($filter: DwellingFilter, $sort: DwellingSort, $first: Int, $offset: Int) {\n    dwellings(filter: $filter, sort: $sort, first: $first, offset: $offset) {\n      nodes { id ...DwellingRow }\n      totalCount\n      registerCount\n      vacancyCostOre\n      facets { ...Facets }\n    }\n  }\n"): typeof import('./graphql').DwellingsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MunicipalityPart on Municipality {\n    id\n    name\n    number\n    organisationNumber\n    logo\n    settings { version phone email website writtenLanguage vacancyWarningDays staffNamesInCitizenLog }\n  }\n"): typeof import('./graphql').MunicipalityPartFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MunicipalitySettingsUpdate($version: Int!, $input: MunicipalitySettingsInput!) {\n    municipalitySettingsUpdate(version: $version, input: $input) {\n      municipality { id settings { version } }\n      userErrors { code message field }\n    }\n  }\n"): typeof import('./graphql').MunicipalitySettingsUpdateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MunicipalityLogoSet($fileId: ID!) {\n    municipalityLogoSet(fileId: $fileId) { municipality { id logo } userErrors { code message field } }\n  }\n"): typeof import('./graphql').MunicipalityLogoSetDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment NetworksPart on Municipality {\n    id\n    settings { networks { id cidr name } }\n  }\n"): typeof import('./graphql').NetworksPartFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation NetworkAdd($input: NetworkInput!) {\n    networkAdd(input: $input) { municipality { id } userErrors { code message field } }\n  }\n"): typeof import('./graphql').NetworkAddDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation NetworkRemove($id: ID!) {\n    networkRemove(id: $id) { municipality { id } userErrors { code message field } }\n  }\n"): typeof import('./graphql').NetworkRemoveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment OnboardingPart on Municipality {\n    id\n    onboarding { step label doneOn }\n  }\n"): typeof import('./graphql').OnboardingPartFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OnboardingSet($input: OnboardingInput!) {\n    onboardingSet(input: $input) { municipality { id } userErrors { code message field } }\n  }\n"): typeof import('./graphql').OnboardingSetDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Settings {\n    municipality {\n      id\n      name\n      ...MunicipalityPart\n      ...NetworksPart\n      ...UnitsPart\n      ...OnboardingPart\n    }\n  }\n"): typeof import('./graphql').SettingsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment UnitsPart on Municipality {\n    id\n    units { id name organisationNumber }\n  }\n"): typeof import('./graphql').UnitsPartFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UnitSave($id: ID, $input: UnitInput!) {\n    unitSave(id: $id, input: $input) { municipality { id } userErrors { code message field } }\n  }\n"): typeof import('./graphql').UnitSaveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Start {\n    dwellings(first: 1) {\n      registerCount\n      nodes { id }\n      facets {\n        status { value label count }\n        markers { value label count }\n        contractEndsWithinMonths { value count }\n        expectedVacantWithinMonths { value count }\n        vacantMoreThanDays { value count }\n      }\n    }\n    empty: dwellings(first: 1, filter: { vacantMoreThanDays: 0 }) { nodes { id } totalCount vacancyCostOre }\n  }\n"): typeof import('./graphql').StartDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StartImports {\n    imports(first: 5) { nodes { id name state recordedAt counts { new changed error } } }\n  }\n"): typeof import('./graphql').StartImportsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Terms {\n    codeLists {\n      name\n      title\n      definition\n      codes { code label definition validFrom validTo }\n    }\n  }\n"): typeof import('./graphql').TermsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      name\n      municipality { id name logo }\n      units { id name }\n      access { name read write act }\n      savedFilters { id name address shared mine }\n    }\n  }\n"): typeof import('./graphql').ViewerDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

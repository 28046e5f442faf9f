/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Requires: DWELLING write. */
export type AddressInput = {
  street: string;
  houseNumber?: number | null | undefined;
  houseLetter?: string | null | undefined;
  postalCode?: string | null | undefined;
  postalPlace?: string | null | undefined;
  unitNumber?: string | null | undefined;
  extraReference?: string | null | undefined;
};

/** Requires: DWELLING write. */
export type AgreementInput = {
  unitId?: string | null | undefined;
  kind: AgreementKind;
  reference?: string | null | undefined;
  landlordName: string;
  landlordOrganisationNumber?: string | null | undefined;
  landlordPhone?: string | null | undefined;
  validFrom: string;
  validTo?: string | null | undefined;
  quota?: number | null | undefined;
};

/** What kind of agreement with an owner gives the municipality a right to dwellings (Avtaletype). */
export type AgreementKind =
  /** The municipality may, but need not, refer tenants to up to 40 percent of the dwellings. The lease is with the landlord (Tilvisningsavtale). */
  | 'REFERRAL'
  /** All dwellings are reserved for the disadvantaged and allocated by the municipality. The lease is with the landlord (Tildelingsavtale). */
  | 'ALLOCATION'
  /** The municipality leases dwellings from an owner and sublets them (Innleieavtale). */
  | 'LEASE_IN'
  /** The municipality decides who may rent or buy dwellings that others own (Avtale om disposisjonsrett). */
  | 'RIGHT_OF_DISPOSAL';

/** Requires: DWELLING write. */
export type BuildingInput = {
  number?: string | null | undefined;
  type?: BuildingType | null | undefined;
  name?: string | null | undefined;
  builtYear?: number | null | undefined;
  lift?: boolean | null | undefined;
};

/** The type of the building by the cadastre's standard. The municipality may also have dwellings in buildings that are not residential (Bygningstype). */
export type BuildingType =
  /** A detached building with one dwelling (Enebolig). */
  | 'B111'
  /** A detached house that also has a bedsit or basement flat (Enebolig med hybelleilighet, sokkelleilighet o.l.). */
  | 'B112'
  /** A house on a farm, with or without a secondary flat (Våningshus). */
  | 'B113'
  /** A house with two dwellings side by side (Tomannsbolig, vertikaldelt). */
  | 'B121'
  /** A house with two dwellings one above the other (Tomannsbolig, horisontaldelt). */
  | 'B122'
  /** A farmhouse with two dwellings side by side (Våningshus, tomannsbolig, vertikaldelt). */
  | 'B123'
  /** A farmhouse with two dwellings one above the other (Våningshus, tomannsbolig, horisontaldelt). */
  | 'B124'
  /** A row of at least three dwellings with party walls (Rekkehus). */
  | 'B131'
  /** A house linked to its neighbour by a shed or garage, or built around an atrium (Kjedehus, inkludert atriumhus). */
  | 'B133'
  /** A larger residential building stepped along a steep slope (Terrassehus). */
  | 'B135'
  /** A small house with three or more dwellings that is neither terraced, linked nor stepped (Andre småhus med tre boliger eller flere). */
  | 'B136'
  /** A detached block of five or more dwellings on two floors (Stort frittliggende boligbygg på 2 etasjer). */
  | 'B141'
  /** A detached block of five or more dwellings on three or four floors (Stort frittliggende boligbygg på 3 og 4 etasjer). */
  | 'B142'
  /** A detached block of flats on five floors or more (Stort frittliggende boligbygg på 5 etasjer eller mer). */
  | 'B143'
  /** A block of five or more dwellings on two floors, built together with others (Stort sammenbygd boligbygg på 2 etasjer). */
  | 'B144'
  /** A block of five or more dwellings on three or four floors, built together with others (Stort sammenbygd boligbygg på 3 og 4 etasjer). */
  | 'B145'
  /** A block of flats on five floors or more, built together with others (Stort sammenbygd boligbygg på 5 etasjer eller mer). */
  | 'B146'
  /** A building with dwellings, often for the elderly, and shared services (Bo- og servicesenter). */
  | 'B151'
  /** A building with bedsits or flats for students (Studenthjem, studentboliger). */
  | 'B152'
  /** A building for shared housing that fits no other type (Annen bygning for bofellesskap). */
  | 'B159'
  /** A cabin, summer house or other holiday building (Fritidsbygning (hytte, sommerhus o.l.)). */
  | 'B161'
  /** A dwelling built for all-year use that is used for holidays (Helårsbolig brukt som fritidsbolig). */
  | 'B162'
  /** A farmhouse that is used for holidays (Våningshus brukt som fritidsbolig). */
  | 'B163'
  /** A mountain dairy, fishing cabin or the like for seasonal work (Seterhus, sel, rorbu o.l.). */
  | 'B171'
  /** A simple building to stay in in forest and outfields (Skogs- og utmarkskoie, gamme). */
  | 'B172'
  /** A building that serves a dwelling (Garasje, uthus, anneks til bolig). */
  | 'B181'
  /** A building that serves a holiday house (Garasje, uthus, anneks til fritidsbolig). */
  | 'B182'
  /** A building for boats and gear by the water (Naust, båthus, sjøbu). */
  | 'B183'
  /** Movable barracks to live in (Boligbrakker). */
  | 'B193'
  /** A residential building that fits no other type, such as a second dwelling in reindeer herding (Annen boligbygning). */
  | 'B199'
  /** A building for offices and public administration (Kontor- og administrasjonsbygning, rådhus). */
  | 'B311'
  /** An office building that fits no other type (Annen kontorbygning). */
  | 'B319'
  /** A building with a shop, often with dwellings above (Butikkbygning). */
  | 'B322'
  /** A commercial building that fits no other type (Annen forretningsbygning). */
  | 'B329'
  /** A building run as a hotel (Hotellbygning). */
  | 'B511'
  /** A simple place to stay, often used as temporary accommodation (Hospits, pensjonat). */
  | 'B521'
  /** A building for inexpensive stays (Vandrerhjem, feriehjem, turisthytte). */
  | 'B522'
  /** A building with apartments for stays (Appartement). */
  | 'B523'
  /** A building for stays that fits no other type (Annen bygning for overnatting). */
  | 'B529'
  /** A building for a kindergarten (Barnehage). */
  | 'B612'
  /** A building for a primary school (Barneskole). */
  | 'B613'
  /** A school building that fits no other type (Annen skolebygning). */
  | 'B619'
  /** A building for indoor sports (Idrettshall). */
  | 'B651'
  /** A building for the meetings and events of a local community (Samfunnshus, grendehus). */
  | 'B662'
  /** A building for the meetings of a congregation (Bedehus, menighetshus). */
  | 'B672'
  /** A building for a hospital (Sykehus). */
  | 'B719'
  /** A building for care around the clock (Sykehjem). */
  | 'B721'
  /** A building to live in with treatment or care (Bo- og behandlingssenter, aldershjem). */
  | 'B722'
  /** A nursing home building that fits no other type (Annet sykehjem). */
  | 'B729'
  /** A building for medical services (Klinikk, legekontor, legevakt). */
  | 'B731'
  /** A building for municipal health and social services (Helse- og sosialsenter, helsestasjon). */
  | 'B732'
  /** The building type is not known, or is one of the cadastre's types that this list lacks (Ukjent). */
  | 'UNKNOWN';

/** The one word shown on a dwelling: its physical status and an active reservation, read together (Vist boligstatus). */
export type DisplayStatus =
  /** The dwelling is in order, without a tenancy and without an active reservation (Klar for innflytting). */
  | 'READY'
  /** The dwelling can't be let while it is cleaned, repaired or renovated (Under vedlikehold). */
  | 'UNDER_MAINTENANCE'
  /** The dwelling is held for an applicant until the reservation is confirmed, released or lapses (Reservert). */
  | 'RESERVED'
  /** The dwelling has a tenancy in force (Utleid). */
  | 'LET'
  /** The dwelling is sold and has left the stock (Solgt). */
  | 'SOLD'
  /** The dwelling can't be let for another reason than maintenance (Ikke tilgjengelig). */
  | 'UNAVAILABLE';

/** How the municipality disposes of the dwelling. It decides where the dwelling counts in KOSTRA (Disposisjonsform). */
export type DispositionForm =
  /** The municipality owns the dwelling and lets it (Kommunalt eid). */
  | 'OWNED'
  /** The municipality leases the dwelling from others and sublets it (Innleid). */
  | 'LEASED_IN'
  /** The municipality may refer tenants to a share of the landlord's dwellings, usually up to 40 percent. The lease is with the landlord (Tilvisningsavtale). */
  | 'REFERRAL_AGREEMENT'
  /** All dwellings of the agreement are reserved for the municipality's target group, and it decides who may rent. The lease is with the landlord (Tildelingsavtale). */
  | 'ALLOCATION_AGREEMENT'
  /** A privately owned dwelling where the municipality decides who may rent or buy (Privat eid med kommunal disposisjonsrett). */
  | 'PRIVATE_RIGHT_OF_DISPOSAL'
  /** A housing foundation owns the dwelling and the municipality allocates it (Boligstiftelse). */
  | 'FOUNDATION'
  /** The municipality owns the cooperative share that the dwelling belongs to, and lets the dwelling (Kommunal andel i borettslag). */
  | 'COOPERATIVE_SHARE';

/** Requires: DOCUMENT write. */
export type DocumentAddInput = {
  fileId: string;
  kind: DocumentKind;
  title: string;
};

/** What kind of document is attached to the dwelling (Dokumenttype). */
export type DocumentKind =
  /** The signed lease with its annexes (Leiekontrakt). */
  | 'LEASE_CONTRACT'
  /** A drawing of the dwelling's rooms (Plantegning). */
  | 'PLAN'
  /** The rules for quiet, order and use in the building (Husordensregler). */
  | 'HOUSE_RULES'
  /** A report from move-in, move-out or another inspection (Befaringsrapport). */
  | 'INSPECTION_REPORT'
  /** An agreement with an owner, for instance on referral, allocation or lease-in (Avtale). */
  | 'AGREEMENT'
  /** Another document about the dwelling (Annet). */
  | 'OTHER';

/** An act that may be offered on a dwelling in the state it is in (Handling på bolig). */
export type DwellingAct =
  /** Makes the dwelling ready for reservation and letting from a date (Sett klar for innflytting). */
  | 'SET_READY'
  /** Takes the dwelling out of letting while it is put in order (Sett under vedlikehold). */
  | 'SET_UNDER_MAINTENANCE'
  /** Takes the dwelling out of letting for another reason than maintenance (Sett ikke tilgjengelig). */
  | 'SET_UNAVAILABLE'
  /** Registers a tenancy, so that the dwelling becomes let (Registrer leieforhold). */
  | 'REGISTER_TENANCY'
  /** Records that notice of termination is given (Registrer oppsigelse). */
  | 'GIVE_NOTICE'
  /** Withdraws the notice, so that the tenancy goes on (Trekk oppsigelse). */
  | 'WITHDRAW_NOTICE'
  /** Ends the tenancy on a date for a reason (Avslutt leieforhold). */
  | 'END_TENANCY'
  /** Renews the tenancy for a new term (Forny leieforhold). */
  | 'RENEW_TENANCY'
  /** Corrects what is wrong in the recorded tenancy (Rett leieforhold). */
  | 'CORRECT_TENANCY'
  /** Holds the dwelling for an applicant until a deadline (Reserver). */
  | 'RESERVE'
  /** Ends the active reservation (Frigi reservasjon). */
  | 'RELEASE_RESERVATION'
  /** Confirms the reservation with the details of the lease (Bekreft reservasjon). */
  | 'CONFIRM_RESERVATION'
  /** Takes the dwelling out of the stock on a date for a reason (Ta ut av boligmassen). */
  | 'LEAVE_STOCK'
  /** Takes a dwelling that left back into the stock (Ta tilbake i boligmassen). */
  | 'RETURN_TO_STOCK'
  /** Changes what is recorded about the dwelling (Endre opplysninger). */
  | 'UPDATE'
  /** Joins two records of the same dwelling (Slå sammen). */
  | 'MERGE'
  /** Deletes a dwelling that was registered by mistake and has no history (Slett). */
  | 'DELETE';

/** Requires: DWELLING write. */
export type DwellingCorrectStatusInput = {
  /** The recorded status (StatusPeriod.id). */
  periodId: string;
  status?: DwellingStatus | null | undefined;
  validFrom?: string | null | undefined;
  /** Takes the recorded status back altogether. */
  withdraw?: boolean | null | undefined;
  /** Why. */
  correction: string;
};

/** Requires: DWELLING write. */
export type DwellingCreateInput = {
  /** The unit it belongs to; the municipality's own when left out. */
  unitId?: string | null | undefined;
  address: AddressInput;
  property?: PropertyInput | null | undefined;
  building?: BuildingInput | null | undefined;
  agreementId?: string | null | undefined;
  unitType?: UnitType | null | undefined;
  type: DwellingType;
  subtype?: DwellingSubtype | null | undefined;
  shared?: boolean | null | undefined;
  staffBase?: boolean | null | undefined;
  staffedRoundTheClock?: boolean | null | undefined;
  disposition: DispositionForm;
  ownership?: OwnershipForm | null | undefined;
  owner?: OwnerInput | null | undefined;
  bedrooms?: number | null | undefined;
  usableArea?: number | null | undefined;
  floor?: number | null | undefined;
  wheelchair?: WheelchairAccess | null | undefined;
  features?: Array<Feature> | null | undefined;
  meters?: MetersInput | null | undefined;
  schools?: SchoolsInput | null | undefined;
  otherInformation?: string | null | undefined;
  vatCompensation?: boolean | null | undefined;
  rentToOwn?: boolean | null | undefined;
  vendorDwellingId?: string | null | undefined;
  /** READY, UNDER_MAINTENANCE or UNAVAILABLE. */
  status: DwellingStatus;
  statusFrom: string;
  plannedReadyOn?: string | null | undefined;
  enteredOn?: string | null | undefined;
  entry?: StockEntry | null | undefined;
  /** Requires: RENT write. */
  rent?: RentInput | null | undefined;
  /** Requires: RENT write. */
  depositOre?: number | null | undefined;
};

/** Requires: DWELLING read. */
export type DwellingFilter = {
  /** Words, each found at the start of some part of address, unit number, property, owner or reference: «barlindv 13 h0101», «gnr 118/507». */
  text?: string | null | undefined;
  status?: Array<DisplayStatus> | null | undefined;
  /** Requires: TENANCY read. */
  markers?: Array<Marker> | null | undefined;
  type?: Array<DwellingType> | null | undefined;
  subtype?: Array<DwellingSubtype> | null | undefined;
  shared?: boolean | null | undefined;
  staffing?: Array<Staffing> | null | undefined;
  disposition?: Array<DispositionForm> | null | undefined;
  ownership?: Array<OwnershipForm> | null | undefined;
  municipallyDisposed?: boolean | null | undefined;
  /** Part of the owner's name, or the whole organisation number. */
  owner?: string | null | undefined;
  agreement?: string | null | undefined;
  building?: string | null | undefined;
  unit?: Array<string> | null | undefined;
  bedroomsAtLeast?: number | null | undefined;
  bedroomsAtMost?: number | null | undefined;
  /** Requires: RENT read. */
  rentAtLeastOre?: number | null | undefined;
  /** Requires: RENT read. */
  rentAtMostOre?: number | null | undefined;
  usableAreaAtLeast?: number | null | undefined;
  wheelchair?: Array<WheelchairAccess> | null | undefined;
  /** All of these. */
  features?: Array<Feature> | null | undefined;
  /** Requires: TENANCY read. */
  expectedVacantBefore?: string | null | undefined;
  /** Requires: TENANCY read. */
  expectedVacantWithinMonths?: number | null | undefined;
  /** Requires: TENANCY read. */
  contractEndsWithinMonths?: number | null | undefined;
  /** Stands empty, for more than so many days (0: empty at all). */
  vacantMoreThanDays?: number | null | undefined;
  changedAfter?: string | null | undefined;
  vendorDwellingId?: string | null | undefined;
  /** Those that have left the stock in other ways than being sold are left out unless asked for. */
  includeLeft?: boolean | null | undefined;
};

/** Requires: DWELLING write. */
export type DwellingLeaveStockInput = {
  exit: StockExit;
  on: string;
  note?: string | null | undefined;
};

/** Requires: RESERVATION write. */
export type DwellingReserveInput = {
  heldUntil: string;
  /** What it is held for. Not for names. */
  reason: string;
};

/** Requires: DWELLING write. */
export type DwellingReturnToStockInput = {
  entry: StockEntry;
  on: string;
  note?: string | null | undefined;
  /** True when it never left: the exit is taken back, with note as the reason. */
  undoExit?: boolean | null | undefined;
};

/** Requires: DWELLING write. */
export type DwellingSetStatusInput = {
  /** READY, UNDER_MAINTENANCE or UNAVAILABLE: LET comes with a tenancy, SOLD with leaving the stock. */
  status: DwellingStatus;
  validFrom: string;
  reason?: StatusReason | null | undefined;
  note?: string | null | undefined;
  plannedReadyOn?: string | null | undefined;
};

/**
 * The order of a list: give one. Equal ones, and unknown last, by address.
 *
 * Requires: DWELLING read.
 */
export type DwellingSort = {
  address?: SortDirection | null | undefined;
  status?: SortDirection | null | undefined;
  bedrooms?: SortDirection | null | undefined;
  changedAt?: SortDirection | null | undefined;
  vacantSince?: SortDirection | null | undefined;
  /** Requires: RENT read. */
  rent?: SortDirection | null | undefined;
  /** Requires: TENANCY read. */
  expectedVacancy?: SortDirection | null | undefined;
  /** Requires: TENANCY read. */
  contractEnd?: SortDirection | null | undefined;
};

/** The physical status of a dwelling on a day. Reservation and markers are kept apart from it (Boligstatus). */
export type DwellingStatus =
  /** The dwelling is in order and without a tenancy, and can be reserved and let (Klar for innflytting). */
  | 'READY'
  /** The dwelling can't be let while it is cleaned, repaired or renovated. An expected ready date should be set (Under vedlikehold). */
  | 'UNDER_MAINTENANCE'
  /** The dwelling has a tenancy in force. It stays let after notice until the tenancy has ended (Utleid). */
  | 'LET'
  /** The dwelling can't be let for another reason than maintenance, such as a planned sale or demolition (Ikke tilgjengelig). */
  | 'UNAVAILABLE'
  /** The dwelling is sold and has left the stock. Other ways of leaving it are reasons for leaving the stock (Solgt). */
  | 'SOLD';

/** What the dwelling is used for within its type. It guides searching and allocation, and gives no rights (Underkategori). */
export type DwellingSubtype =
  /** A dwelling for a limited period while the household finds a lasting home (Gjennomgangsbolig). */
  | 'TRANSIT'
  /** A dwelling for someone acutely without a place to stay, until a lasting offer is in place (Midlertidig bolig). */
  | 'TEMPORARY'
  /** A dwelling between an institution, prison or treatment and a home of one's own (Overgangsbolig). */
  | 'TRANSITION'
  /** A dwelling with follow-up where the resident practises living alone (Treningsbolig). */
  | 'TRAINING'
  /** A dwelling acquired for settling refugees (Flyktningebolig). */
  | 'REFUGEE'
  /** A dwelling for people with substance use or mental illness, usually with follow-up (Rus- og psykiatribolig). */
  | 'SUBSTANCE_PSYCHIATRY'
  /** A detached dwelling that stands hard use, for people who need distance to neighbours (Robust bolig (småhus)). */
  | 'ROBUST'
  /** A dwelling for young people setting up home or leaving child welfare (Ungdomsbolig). */
  | 'YOUTH'
  /** A dwelling kept for emergencies such as fire, break-up or violence (Krisebolig). */
  | 'CRISIS'
  /** A dwelling let to the municipality's employees because of their employment (Personalbolig). */
  | 'STAFF_DWELLING'
  /** A dwelling for elderly or disabled people on a pension, without permanent staff (Trygdebolig). */
  | 'PENSION';

/** Whether the dwelling is ordinary or a care dwelling. Shared housing (bofellesskap) is a flag beside the type (Boligtype). */
export type DwellingType =
  /** An ordinary all-year dwelling that the municipality disposes of for letting (Ordinær bolig). */
  | 'ORDINARY'
  /** A dwelling adapted to people who need care. The resident rents it and gets services by separate decisions (Omsorgsbolig). */
  | 'CARE';

/** Requires: DWELLING write. */
export type DwellingUpdateInput = {
  unitId?: string | null | undefined;
  address?: AddressInput | null | undefined;
  property?: PropertyInput | null | undefined;
  building?: BuildingInput | null | undefined;
  agreementId?: string | null | undefined;
  unitType?: UnitType | null | undefined;
  type?: DwellingType | null | undefined;
  subtype?: DwellingSubtype | null | undefined;
  shared?: boolean | null | undefined;
  staffBase?: boolean | null | undefined;
  staffedRoundTheClock?: boolean | null | undefined;
  disposition?: DispositionForm | null | undefined;
  ownership?: OwnershipForm | null | undefined;
  owner?: OwnerInput | null | undefined;
  bedrooms?: number | null | undefined;
  usableArea?: number | null | undefined;
  floor?: number | null | undefined;
  wheelchair?: WheelchairAccess | null | undefined;
  features?: Array<Feature> | null | undefined;
  meters?: MetersInput | null | undefined;
  schools?: SchoolsInput | null | undefined;
  otherInformation?: string | null | undefined;
  vatCompensation?: boolean | null | undefined;
  rentToOwn?: boolean | null | undefined;
  vendorDwellingId?: string | null | undefined;
  plannedReadyOn?: string | null | undefined;
  /** Requires: RENT write. */
  depositOre?: number | null | undefined;
};

/** Requires: DWELLING write. */
export type DwellingsChangeInput = {
  /** Which, at most 500. */
  ids: Array<string>;
  status?: DwellingSetStatusInput | null | undefined;
  rentToOwn?: boolean | null | undefined;
  staffBase?: boolean | null | undefined;
  staffedRoundTheClock?: boolean | null | undefined;
};

/** What the date when the dwelling is expected to be vacant builds on (Grunnlag for antatt ledig). */
export type ExpectedVacancyReason =
  /** Notice is given, and the date is the end of the notice period (Oppsigelse). */
  | 'NOTICE'
  /** The fixed term ends on the date (Leietiden går ut). */
  | 'FIXED_TERM'
  /** Maintenance is planned to be finished on the date (Planlagt klar). */
  | 'READY_PLANNED'
  /** The reservation lapses on the date unless confirmed (Reservasjonen går ut). */
  | 'RESERVATION_LAPSE'
  /** A caseworker set the date (Satt manuelt). */
  | 'BY_HAND';

/** A quality of the dwelling that can be searched for. A dwelling may have several (Boligegenskap). */
export type Feature =
  /** The dwelling can be reached by lift (Heis). */
  | 'LIFT'
  /** The dwelling serves all phases of life without rebuilding. Entrance, bathroom, kitchen and bedroom are on one level (Livsløpsstandard). */
  | 'LIFETIME_STANDARD'
  /** The bathroom has room to turn a wheelchair and no threshold (Rullestoltilpasset bad). */
  | 'WHEELCHAIR_BATHROOM'
  /** The dwelling has a balcony or terrace of its own (Balkong). */
  | 'BALCONY'
  /** The dwelling has a garden of its own or the use of a shared one (Hage). */
  | 'GARDEN'
  /** The dwelling has a parking space (Parkering). */
  | 'PARKING'
  /** The tenant may keep pets within the house rules (Husdyr tillatt). */
  | 'PETS_ALLOWED'
  /** The dwelling is let with furniture (Møblert). */
  | 'FURNISHED'
  /** The dwelling is let with the necessary white goods (Hvitevarer). */
  | 'APPLIANCES'
  /** The dwelling lies apart from neighbours and view. It says nothing of who lives there (Skjermet beliggenhet). */
  | 'SECLUDED'
  /** The dwelling has its own entrance from outside, without shared stairs (Egen inngang). */
  | 'OWN_ENTRANCE'
  /** The dwelling is not close to a school or kindergarten (Ikke nær skole eller barnehage). */
  | 'AWAY_FROM_SCHOOL'
  /** The dwelling is not close to a known substance scene (Ikke nær rusmiljø). */
  | 'AWAY_FROM_SUBSTANCE_SCENE'
  /** Broadband is installed in the dwelling (Bredbånd). */
  | 'BROADBAND';

/** What an entry in the dwelling's history is about (Hendelsestype). */
export type HistoryKind =
  /** The dwelling was registered (Opprettet). */
  | 'CREATED'
  /** What is recorded about the dwelling was changed (Endret). */
  | 'UPDATED'
  /** The dwelling got a new status (Status). */
  | 'STATUS'
  /** The rent was set or changed (Husleie). */
  | 'RENT'
  /** A tenancy began, was changed, put under notice or ended (Leieforhold). */
  | 'TENANCY'
  /** The dwelling was reserved, or its reservation was confirmed, released or lapsed (Reservasjon). */
  | 'RESERVATION'
  /** An image was added, changed or removed (Bilde). */
  | 'IMAGE'
  /** A document was added or removed (Dokument). */
  | 'DOCUMENT'
  /** A note was written or changed (Notat). */
  | 'NOTE'
  /** The dwelling entered or left the stock (Boligmasse). */
  | 'STOCK'
  /** Another record of the same dwelling was joined with this one (Slått sammen). */
  | 'MERGED'
  /** An import made or changed the dwelling (Importert). */
  | 'IMPORTED'
  /** An import that concerned the dwelling was taken back (Angret). */
  | 'UNDONE';

/** Requires: DWELLING write. */
export type ImageAddInput = {
  fileId: string;
  thumbnailId: string;
  width: number;
  height: number;
  alternativeText?: string | null | undefined;
};

/** Requires: DWELLING write. */
export type ImageUpdateInput = {
  alternativeText?: string | null | undefined;
  position?: number | null | undefined;
  cover?: boolean | null | undefined;
};

/** Requires: IMPORT write. */
export type ImportCellInput = {
  column: string;
  value: string;
};

/** Requires: IMPORT write. */
export type ImportColumnInput = {
  heading: string;
  column?: string | null | undefined;
};

/** Requires: IMPORT write. */
export type ImportMapInput = {
  columns?: Array<ImportColumnInput> | null | undefined;
  words?: Array<ImportWordInput> | null | undefined;
};

/** What a row of the file means for the stock (Radtilstand i import). */
export type ImportRowState =
  /** The row makes a new dwelling (Ny). */
  | 'NEW'
  /** The row changes an existing dwelling (Endret). */
  | 'CHANGED'
  /** The row says what is already recorded (Uendret). */
  | 'SAME'
  /** The row can't be used until its error is mended (Feil). */
  | 'ERROR'
  /** The row's change is made (Gjennomført). */
  | 'APPLIED'
  /** The row's change is taken back (Angret). */
  | 'UNDONE'
  /** The row was left out or could not be made (Hoppet over). */
  | 'SKIPPED';

/** How far an import of dwellings has come (Importtilstand). */
export type ImportState =
  /** The file is received but not read through (Lastet opp). */
  | 'UPLOADED'
  /** The file is read and the changes can be seen before they are made (Klar til gjennomsyn). */
  | 'PREVIEWED'
  /** The changes are being made (Gjennomføres). */
  | 'APPLYING'
  /** The changes are made (Gjennomført). */
  | 'APPLIED'
  /** The changes are being taken back (Angres). */
  | 'UNDOING'
  /** The changes are taken back (Angret). */
  | 'UNDONE'
  /** The import stopped because of an error (Mislyktes). */
  | 'FAILED'
  /** A caseworker cancelled the import before it was made (Avbrutt). */
  | 'CANCELLED';

/** Requires: IMPORT write. */
export type ImportWordInput = {
  column: string;
  word: string;
  code: string;
};

/** The language in which a person reads the system (Språk). */
export type Language =
  /** Norwegian Bokmål (Bokmål). */
  | 'NB'
  /** Norwegian Nynorsk (Nynorsk). */
  | 'NN'
  /** English (Engelsk). */
  | 'EN'
  /** Northern Sami, an official language of Norway. Texts that are not translated are shown in Bokmål (Nordsamisk). */
  | 'SE';

/** Requires: LOG read. */
export type LogFilter = {
  /** Who looked at or changed this. */
  subject?: string | null | undefined;
  /** What this person or system did. */
  actor?: string | null | undefined;
  kinds?: Array<LogKind> | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
};

export type LogKind =
  | 'READ'
  | 'CHANGE'
  | 'EXPORT'
  | 'DENIED';

/** A mark shown on the dwelling beside its status. A dwelling may have several (Markert som). */
export type Marker =
  /** Notice of termination is given but the tenancy has not ended. The dwelling can be planned for the next tenant (Sagt opp). */
  | 'NOTICE_GIVEN'
  /** The tenant may buy the dwelling under the municipality's rent-to-own scheme (Leie til eie). */
  | 'RENT_TO_OWN'
  /** The dwelling is under a referral agreement: the municipality may point to tenants, who sign their lease with the private owner (Tilvisningsavtale). */
  | 'REFERRAL_AGREEMENT';

/** Requires: DWELLING write. */
export type MetersInput = {
  power?: string | null | undefined;
  water?: string | null | undefined;
};

/** The part of the system that the municipality uses (Modul). */
export type Module =
  /** Dwellings, tenancies and agreements (Boligoversikt). */
  | 'REGISTER'
  /** Applications, assessment, decisions and allocation (Saksbehandling). */
  | 'CASEWORK'
  /** Key figures and the basis for KOSTRA (Statistikk). */
  | 'STATISTICS';

/** Requires: SETTINGS write. */
export type MunicipalitySettingsInput = {
  phone?: string | null | undefined;
  email?: string | null | undefined;
  website?: string | null | undefined;
  writtenLanguage?: Language | null | undefined;
  vacancyWarningDays?: number | null | undefined;
  staffNamesInCitizenLog?: boolean | null | undefined;
};

/** Requires: SETTINGS write. */
export type NetworkInput = {
  /** A range as 10.20.0.0/16 or 2001:db8::/32. */
  cidr: string;
  name?: string | null | undefined;
};

/** Which party gave notice of termination (Sagt opp av). */
export type NoticeBy =
  /** The tenant gave notice (Leietaker). */
  | 'TENANT'
  /** The landlord gave notice, which must be written and reasoned (Utleier). */
  | 'LANDLORD';

/** Requires: SETTINGS write. */
export type OnboardingInput = {
  step: OnboardingStep;
  /** Null clears the date and closes what depends on it. */
  doneOn?: string | null | undefined;
};

/** What the municipality must have in place to use the system (Innføringssteg). */
export type OnboardingStep =
  /** The standard agreement on use is signed with the provider (Avtale om bruk). */
  | 'AGREEMENT'
  /** The agreement between the municipality as controller and the provider as processor is signed (article 28 GDPR) (Databehandleravtale). */
  | 'DATA_PROCESSING_AGREEMENT'
  /** The risk and vulnerability analysis is done. Casework is not opened without it (ROS-analyse). */
  | 'ROS'
  /** The data protection impact assessment is done (article 35 GDPR). Casework is not opened without it (Personvernkonsekvensvurdering (DPIA)). */
  | 'DPIA'
  /** The agreement with the Tax Administration on sharing data is signed (Avtale med Skatteetaten). */
  | 'TAX_AGREEMENT'
  /** The municipality has delegated, in Altinn, the right to look up the population register on its behalf (Delegering for Folkeregisteret). */
  | 'POPULATION_REGISTER_DELEGATION'
  /** The municipality has given its staff their rights to the system in Altinn (Rettigheter i Altinn). */
  | 'ALTINN_RIGHTS';

/** Requires: DWELLING write. */
export type OwnerInput = {
  name?: string | null | undefined;
  organisationNumber?: string | null | undefined;
  phone?: string | null | undefined;
};

/** How the dwelling is owned, whoever the owner is (Eieform). */
export type OwnershipForm =
  /** The owner has full title to dwelling and ground (Selveier). */
  | 'FREEHOLD'
  /** The owner holds a share in a housing cooperative with the right to use the dwelling (Borettslag (andel)). */
  | 'COOPERATIVE'
  /** The owner has a part of the jointly owned property with the sole right to one section (Eierseksjon). */
  | 'SECTION'
  /** The owner holds shares in a housing company with the right to use the dwelling (Aksjebolig). */
  | 'SHARE'
  /** The owner owns the dwelling but leases the ground it stands on (Festet tomt). */
  | 'GROUND_LEASE'
  /** The dwelling is managed by a municipal enterprise, which is part of the municipality (Kommunalt foretak). */
  | 'MUNICIPAL_ENTERPRISE'
  /** The dwelling is owned by a foundation, which nobody owns (Stiftelse). */
  | 'FOUNDATION';

/** Requires: DWELLING write. */
export type PropertyInput = {
  /** Where the property lies; the municipality's own number when left out. */
  municipalityNumber?: string | null | undefined;
  gnr: number;
  bnr: number;
  fnr?: number | null | undefined;
  snr?: number | null | undefined;
};

/** What an amount of the rent is for. Amounts are by month (Husleiekomponent). */
export type RentComponent =
  /** Rent for the dwelling itself (Husleie). */
  | 'RENT'
  /** A fixed amount for heating (Oppvarming). */
  | 'HEAT'
  /** A fixed amount for electricity (Strøm). */
  | 'POWER'
  /** A fixed amount for water and drains (Vann og avløp). */
  | 'WATER'
  /** Rent of furniture (Møbler). */
  | 'FURNITURE'
  /** Rent of a parking space or garage (Parkering). */
  | 'PARKING'
  /** A fixed amount for internet (Internett). */
  | 'INTERNET';

/** Requires: RENT write. */
export type RentInput = {
  validFrom: string;
  components: Array<RentPartInput>;
  /** Why, when this corrects the rent from the same date. */
  correction?: string | null | undefined;
};

/** Requires: RENT write. */
export type RentPartInput = {
  component: RentComponent;
  ore: number;
};

export type SavedFilterInput = {
  name: string;
  /** The readable address of the view, without the path: status=READY&q=barlind. */
  address: string;
  /** Shown to everyone in the unit. */
  shared: boolean;
};

/** Requires: DWELLING write. */
export type SchoolsInput = {
  primary?: string | null | undefined;
  secondary?: string | null | undefined;
};

/** How the rent is secured. Deposit and guarantee together may not exceed six months' rent (Sikkerhet). */
export type Security =
  /** An amount in a separate account in the tenant's name (section 3-5 of the Tenancy Act) (Depositum). */
  | 'DEPOSIT'
  /** The municipality guarantees for the tenant's obligations (Kommunal garanti). */
  | 'MUNICIPAL_GUARANTEE'
  /** No security is given (Ingen). */
  | 'NONE'
  /** It is not recorded whether security is given (Ukjent). */
  | 'UNKNOWN';

export type SortDirection =
  | 'ASCENDING'
  | 'DESCENDING';

/** Whether staff is attached to the dwelling or its building (Bemanning). */
export type Staffing =
  /** No permanent staff is attached to the dwelling (Ingen bemanning). */
  | 'NONE'
  /** Staff has its base in or by the building, but not around the clock (Personalbase). */
  | 'STAFF_BASE'
  /** Staff is present day and night. KOSTRA counts these dwellings on their own (Døgnbemannet). */
  | 'ROUND_THE_CLOCK'
  /** It is not recorded whether the dwelling is staffed (Ukjent). */
  | 'UNKNOWN';

/** Why the dwelling got its new status (Grunn til statusendring). */
export type StatusReason =
  /** The dwelling was registered or imported with this status (Første registrering). */
  | 'REGISTRATION'
  /** A tenancy began (Innflytting). */
  | 'MOVED_IN'
  /** The tenancy ended and the dwelling was handed back (Utflytting). */
  | 'MOVED_OUT'
  /** The dwelling is being cleaned or cleared (Renhold). */
  | 'CLEANING'
  /** The dwelling is being renovated (Oppussing eller rehabilitering). */
  | 'RENOVATION'
  /** The dwelling is damaged by fire or smoke (Brannskade). */
  | 'FIRE_DAMAGE'
  /** The dwelling is damaged by water, a leak or damp (Vannskade). */
  | 'WATER_DAMAGE'
  /** The dwelling is being cleared of pests (Skadedyr). */
  | 'PEST'
  /** Maintenance or renovation is finished (Arbeidet er ferdig). */
  | 'WORK_DONE'
  /** The dwelling is kept empty because it will be sold (Skal selges). */
  | 'PLANNED_SALE'
  /** The dwelling left the stock (Ut av boligmassen). */
  | 'STOCK_EXIT'
  /** The dwelling returned to the stock (Tilbake i boligmassen). */
  | 'STOCK_RETURN'
  /** An earlier entry was wrong (Retting). */
  | 'CORRECTION'
  /** Another reason, explained in the remark (Annet). */
  | 'OTHER';

/** How the dwelling came into the municipally disposed stock. KOSTRA asks for the year's entries (Grunn til tilgang). */
export type StockEntry =
  /** The municipality built the dwelling (Bygd). */
  | 'BUILT'
  /** The municipality bought the dwelling (Kjøpt). */
  | 'BOUGHT'
  /** The municipality leased the dwelling to sublet it (Leid inn). */
  | 'LEASED_IN'
  /** The dwelling came in by an agreement on referral, allocation or right of disposal (Avtale). */
  | 'AGREEMENT'
  /** Premises of another purpose became a dwelling, or a dwelling was divided (Omgjort til bolig). */
  | 'CONVERTED'
  /** The dwelling came in another way, such as by gift (Annet). */
  | 'OTHER'
  /** It is not recorded how the dwelling came in (Ukjent). */
  | 'UNKNOWN';

/** How the dwelling left the municipally disposed stock. KOSTRA asks for the year's sales (Grunn til avgang). */
export type StockExit =
  /** The dwelling was sold to another than its tenant (Solgt). */
  | 'SOLD'
  /** The dwelling was sold to its tenant, for instance by rent-to-own. KOSTRA counts these on their own (Solgt til leietaker). */
  | 'SOLD_TO_TENANT'
  /** The municipality's lease with the owner ended (Innleie opphørt). */
  | 'LEASE_IN_ENDED'
  /** The agreement on referral, allocation or right of disposal ended (Avtale opphørt). */
  | 'AGREEMENT_ENDED'
  /** The dwelling was demolished or lost, for instance by fire (Revet). */
  | 'DEMOLISHED'
  /** The dwelling was put to another use, or joined with another dwelling (Omgjort til annet formål). */
  | 'CONVERTED';

/** Requires: TENANCY write. */
export type TenancyCorrectInput = {
  kind?: TenancyKind | null | undefined;
  startsOn?: string | null | undefined;
  endsOn?: string | null | undefined;
  persons?: number | null | undefined;
  security?: Security | null | undefined;
  endedOn?: string | null | undefined;
  endKind?: TenancyEnd | null | undefined;
  /** Takes an ended tenancy up again. */
  reopen?: boolean | null | undefined;
  /** Why. */
  correction: string;
};

/** How the tenancy ended (Grunn til opphør). */
export type TenancyEnd =
  /** The tenant gave notice. The notice period is usually three months (Oppsigelse fra leietaker). */
  | 'TENANT_NOTICE'
  /** The landlord gave written and reasoned notice. The tenant could object within one month (Oppsigelse fra utleier). */
  | 'LANDLORD_NOTICE'
  /** The fixed term ran out and was not renewed (Leietiden gikk ut). */
  | 'FIXED_TERM_END'
  /** Tenant and landlord agreed to end the tenancy (Etter avtale). */
  | 'MUTUAL'
  /** The lease was rescinded for a material breach (Heving). */
  | 'RESCISSION'
  /** The tenant had to leave by enforcement (Fravikelse (utkastelse)). */
  | 'EVICTION'
  /** The tenant died and nobody took over the tenancy (Dødsfall). */
  | 'DEATH'
  /** The tenant moved to another municipally disposed dwelling (Bytte av bolig). */
  | 'TRANSFER'
  /** The tenant bought the dwelling (Kjøpt av leietaker). */
  | 'BOUGHT_BY_TENANT'
  /** The tenant left the dwelling without notice (Fraflyttet uten oppsigelse). */
  | 'ABANDONED';

/** Requires: TENANCY write. */
export type TenancyEndInput = {
  /** The last day of the tenancy, not in the future. */
  endedOn: string;
  endKind: TenancyEnd;
  /** What the dwelling is from the day after: READY, UNDER_MAINTENANCE or UNAVAILABLE. */
  statusAfter: DwellingStatus;
  plannedReadyOn?: string | null | undefined;
};

/** What kind of lease it is under the Tenancy Act (husleieloven). It decides duration and notice (Type leieforhold). */
export type TenancyKind =
  /** A lease without end date. It runs until notice is given (Tidsubestemt). */
  | 'OPEN_ENDED'
  /** A lease with an end date and at least three years, the main rule of section 9-3 of the Tenancy Act (Tidsbestemt, tre år eller mer). */
  | 'FIXED_3_YEARS'
  /** A lease of less than three years. It needs an objective reason, given to the tenant in writing (section 9-3 of the Tenancy Act) (Tidsbestemt, kortere enn tre år). */
  | 'FIXED_OTHER'
  /** A lease of housing for the disadvantaged under section 11-1 of the Tenancy Act. The tenant has fewer rights and is told so in writing when signing (Bolig for vanskeligstilte (§ 11-1)). */
  | 'SECTION_11_1'
  /** A lease that follows from employment with the municipality (Personalbolig). */
  | 'STAFF'
  /** A lease of a care dwelling. The dwelling is let under the Tenancy Act, services are given by separate decisions (Omsorgsbolig). */
  | 'CARE';

/** Requires: TENANCY write. */
export type TenancyNoticeInput = {
  givenOn: string;
  by: NoticeBy;
  vacatesOn: string;
};

/** Requires: TENANCY write. */
export type TenancyRegisterInput = {
  kind: TenancyKind;
  startsOn: string;
  /** The last day; required for fixed terms, not allowed for open-ended ones. */
  endsOn?: string | null | undefined;
  persons?: number | null | undefined;
  security?: Security | null | undefined;
  /** Requires: RENT write. */
  rent?: Array<RentPartInput> | null | undefined;
  /** The tenant has a protected address: the tenancy is shown only to those with «Kobo skjermede saker». They alone may set it. */
  shielded?: boolean | null | undefined;
  /**
   * Who the tenant is. Refused where the casework module is closed.
   *
   * Requires: TENANT write.
   */
  tenant?: TenantInput | null | undefined;
};

/** Requires: TENANCY write. */
export type TenancyRenewInput = {
  kind: TenancyKind;
  startsOn: string;
  endsOn?: string | null | undefined;
  persons?: number | null | undefined;
  /** Requires: RENT write. */
  rent?: Array<RentPartInput> | null | undefined;
};

/** Requires: TENANT write. */
export type TenantInput = {
  name: string;
  birthDate?: string | null | undefined;
  nationalIdentityNumber?: string | null | undefined;
};

/** Requires: SETTINGS write. */
export type UnitInput = {
  name: string;
  /** Left out it stays as it is; null takes it away, and with it the rights that come from it. */
  organisationNumber?: string | null | undefined;
};

/** The type of the unit (bruksenhet) in the cadastre (Bruksenhetstype). */
export type UnitType =
  /** A unit approved as a dwelling (Bolig). */
  | 'DWELLING'
  /** A unit used as a dwelling without approval (Ikke godkjent bolig). */
  | 'UNAPPROVED_DWELLING'
  /** A unit approved as a holiday dwelling (Fritidsbolig). */
  | 'HOLIDAY'
  /** A unit for another purpose than living, such as an office or shop (Annet enn bolig). */
  | 'NOT_DWELLING'
  /** A unit without number that ties the building to property and address (Unummerert bruksenhet). */
  | 'UNNUMBERED'
  /** The type is not recorded (Ukjent). */
  | 'UNKNOWN';

/** Whether the dwelling is accessible to a wheelchair user, as KOSTRA asks (Tilgjengelig for rullestolbruker). */
export type WheelchairAccess =
  /** A resident can reach and enter the dwelling and use living room, kitchen, bedroom and bathroom in a wheelchair (Ja). */
  | 'YES'
  /** The dwelling is not accessible to a wheelchair user (Nei). */
  | 'NO'
  /** Access has not been assessed. The dwelling does not count as accessible in KOSTRA (Ukjent). */
  | 'UNKNOWN';

export type ChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ChangedSubscription = { registerChanged: { ids: Array<string> | null } };

export type AccessQueryVariables = Exact<{ [key: string]: never; }>;


export type AccessQuery = { viewer: { name: string, organisationNumber: string | null, organisationName: string | null, units: Array<{ id: string, name: string }>, rights: Array<{ resource: string, label: string, write: boolean }>, modules: Array<{ module: Module, label: string, open: boolean, missing: Array<OnboardingStep>, reason: string | null }>, access: Array<{ name: string, meaning: string, read: boolean, write: boolean, act: boolean }> } };

export type DwellingsCreateMutationVariables = Exact<{
  inputs: Array<DwellingCreateInput> | DwellingCreateInput;
  key?: unknown;
}>;


export type DwellingsCreateMutation = { dwellingsCreate: { dwellings: Array<{ id: string, version: number, address: { text: string } }> | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type DwellingRemoveAddedMutationVariables = Exact<{
  id: string;
  version: number;
}>;


export type DwellingRemoveAddedMutation = { dwellingRemove: { removedId: string | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type AddressSearchQueryVariables = Exact<{
  text: string;
}>;


export type AddressSearchQuery = { addressSearch: Array<{ text: string, street: string, houseNumber: number | null, houseLetter: string | null, postalCode: string, postalPlace: string, municipalityNumber: string, gnr: number, bnr: number, fnr: number, snr: number, unitNumbers: Array<string> }> };

export type CadastreUnitsQueryVariables = Exact<{
  municipalityNumber: string;
  gnr: number;
  bnr: number;
  fnr?: number | null | undefined;
  snr?: number | null | undefined;
}>;


export type CadastreUnitsQuery = { cadastreUnits: Array<{ number: string, type: BuildingType, label: string, builtYear: number | null, units: Array<{ unitNumber: string | null, unitType: UnitType, usableArea: number | null, rooms: number | null, floor: number | null, street: string | null, houseNumber: number | null, houseLetter: string | null, dwellings: Array<{ id: string }> }> }> };

export type DwellingIdsQueryVariables = Exact<{
  filter?: DwellingFilter | null | undefined;
  first?: number | null | undefined;
  offset?: number | null | undefined;
}>;


export type DwellingIdsQuery = { dwellings: { nodes: Array<{ id: string }> } };

export type DwellingsChangeMutationVariables = Exact<{
  input: DwellingsChangeInput;
  preview: boolean;
  key?: unknown;
}>;


export type DwellingsChangeMutation = { dwellingsChange: { results: Array<{ id: string, changed: boolean, dwelling: { id: string, address: { text: string } } | null, error: { code: string, message: string } | null }> | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type CodesQueryVariables = Exact<{
  names?: Array<string> | string | null | undefined;
}>;


export type CodesQuery = { codeLists: Array<{ name: string, codes: Array<{ code: string, label: string, validTo: string | null }> }> };

export type AgreementSectionFragment = { id: string, agreement: { id: string, version: number, kind: AgreementKind, reference: string | null, landlordName: string, landlordOrganisationNumber: string | null, landlordPhone: string | null, validFrom: string, validTo: string | null, quota: number | null, used: number, terms: Array<{ validFrom: string, validTo: string | null, quota: number | null, recordedAt: string, supersededAt: string | null, correction: string | null }> } | null } & { ' $fragmentName'?: 'AgreementSectionFragment' };

export type AgreementUpdateMutationVariables = Exact<{
  id: string;
  version: number;
  input: AgreementInput;
  correction?: string | null | undefined;
}>;


export type AgreementUpdateMutation = { agreementUpdate: { agreement: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type DocumentsSectionFragment = { id: string, documents: Array<{ id: string, kind: DocumentKind, title: string, url: string, name: string, mediaType: string, size: number, recordedAt: string, recordedBy: string | null }> } & { ' $fragmentName'?: 'DocumentsSectionFragment' };

export type DocumentAddMutationVariables = Exact<{
  dwellingId: string;
  input: DocumentAddInput;
}>;


export type DocumentAddMutation = { documentAdd: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type DocumentRemoveMutationVariables = Exact<{
  id: string;
}>;


export type DocumentRemoveMutation = { documentRemove: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type DwellingQueryVariables = Exact<{
  id: string;
}>;


export type DwellingQuery = { dwelling: (
    { id: string, version: number, mergedInto: string | null, changedAt: string, description: string, displayStatus: DisplayStatus, markers: Array<Marker>, bedrooms: number | null, availableActs: Array<DwellingAct>, address: { text: string }, rent: { totalOre: number } | null, agreement: { id: string } | null, images: Array<{ url: string, thumbnailUrl: string, alternativeText: string | null, cover: boolean }> }
    & { ' $fragmentRefs'?: { 'StatusSectionFragment': StatusSectionFragment;'TenancySectionFragment': TenancySectionFragment;'RentSectionFragment': RentSectionFragment;'FactsSectionFragment': FactsSectionFragment;'AgreementSectionFragment': AgreementSectionFragment;'PicturesSectionFragment': PicturesSectionFragment;'DocumentsSectionFragment': DocumentsSectionFragment;'NotesSectionFragment': NotesSectionFragment;'StockSectionFragment': StockSectionFragment } }
  ) | null };

export type DwellingUpdateMutationVariables = Exact<{
  id: string;
  version: number;
  input: DwellingUpdateInput;
}>;


export type DwellingUpdateMutation = { dwellingUpdate: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type BuildingUpdateMutationVariables = Exact<{
  id: string;
  version: number;
  input: BuildingInput;
}>;


export type BuildingUpdateMutation = { buildingUpdate: { building: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type FactsSectionFragment = { id: string, version: number, type: DwellingType, subtype: DwellingSubtype | null, shared: boolean, staffBase: boolean | null, staffedRoundTheClock: boolean | null, disposition: DispositionForm, municipallyDisposed: boolean, ownership: OwnershipForm | null, unitType: UnitType, bedrooms: number | null, usableArea: number | null, floor: number | null, wheelchair: WheelchairAccess, features: Array<Feature>, otherInformation: string | null, vatCompensation: boolean | null, vendorDwellingId: string | null, depositOre: number | null, address: { street: string, houseNumber: number | null, houseLetter: string | null, postalCode: string | null, postalPlace: string | null, unitNumber: string | null, extraReference: string | null, text: string }, unit: { id: string, name: string }, owner: { name: string | null, organisationNumber: string | null, phone: string | null } | null, property: { id: string, municipalityNumber: string, gnr: number, bnr: number, fnr: number, snr: number, text: string } | null, building: { id: string, version: number, number: string | null, type: BuildingType, name: string | null, builtYear: number | null, lift: boolean | null } | null, meters: { power: string | null, water: string | null }, schools: { primary: string | null, secondary: string | null } } & { ' $fragmentName'?: 'FactsSectionFragment' };

export type DwellingHistoryQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
}>;


export type DwellingHistoryQuery = { dwelling: { id: string, history: { nodes: Array<{ id: string, kind: HistoryKind, at: string, actor: string | null, note: string | null, changes: Array<{ field: string, label: string, before: string | null, after: string | null }> }>, pageInfo: { hasNextPage: boolean } } | null } | null };

export type NotesSectionFragment = { id: string, notes: Array<{ id: string, version: number, text: string, recordedAt: string, recordedBy: string | null, editedAt: string | null, mine: boolean }> } & { ' $fragmentName'?: 'NotesSectionFragment' };

export type NoteAddMutationVariables = Exact<{
  dwellingId: string;
  text: string;
  key?: unknown;
}>;


export type NoteAddMutation = { noteAdd: { note: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type NoteEditMutationVariables = Exact<{
  id: string;
  version: number;
  text: string;
}>;


export type NoteEditMutation = { noteEdit: { note: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type NoteRemoveMutationVariables = Exact<{
  id: string;
  version: number;
}>;


export type NoteRemoveMutation = { noteRemove: { note: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type PicturesSectionFragment = { id: string, images: Array<{ id: string, url: string, thumbnailUrl: string, alternativeText: string | null, position: number, width: number, height: number, cover: boolean }> } & { ' $fragmentName'?: 'PicturesSectionFragment' };

export type ImageAddMutationVariables = Exact<{
  dwellingId: string;
  input: ImageAddInput;
}>;


export type ImageAddMutation = { imageAdd: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type ImageUpdateMutationVariables = Exact<{
  id: string;
  input: ImageUpdateInput;
}>;


export type ImageUpdateMutation = { imageUpdate: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type ImageRemoveMutationVariables = Exact<{
  id: string;
}>;


export type ImageRemoveMutation = { imageRemove: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type RentSectionFragment = { id: string, depositOre: number | null, rent: { id: string, totalOre: number, validFrom: string, components: Array<{ component: RentComponent, ore: number }> } | null, rents: Array<{ id: string, totalOre: number, validFrom: string, recordedAt: string, supersededAt: string | null, correction: string | null }> } & { ' $fragmentName'?: 'RentSectionFragment' };

export type DwellingSetRentMutationVariables = Exact<{
  id: string;
  version: number;
  input: RentInput;
}>;


export type DwellingSetRentMutation = { dwellingSetRent: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type ReservationPartFragment = { id: string, reservation: { id: string, version: number, heldUntil: string, overdue: boolean, reason: string, recordedAt: string, recordedBy: string | null } | null } & { ' $fragmentName'?: 'ReservationPartFragment' };

export type DwellingReserveMutationVariables = Exact<{
  id: string;
  version: number;
  input: DwellingReserveInput;
  key?: unknown;
}>;


export type DwellingReserveMutation = { dwellingReserve: { dwelling: { id: string, version: number, reservation: { id: string, version: number } | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type ReservationReleaseMutationVariables = Exact<{
  id: string;
  version: number;
}>;


export type ReservationReleaseMutation = { reservationRelease: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type ReservationExtendMutationVariables = Exact<{
  id: string;
  version: number;
  heldUntil: string;
}>;


export type ReservationExtendMutation = { reservationExtend: { dwelling: { id: string, version: number, reservation: { id: string, version: number } | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type StatusSectionFragment = (
  { id: string, version: number, status: DwellingStatus, displayStatus: DisplayStatus, statusSince: string | null, markers: Array<Marker>, rentToOwn: boolean, plannedReadyOn: string | null, vacancy: { since: string, days: number, costOre: number | null } | null, expectedVacancy: { on: string, reason: ExpectedVacancyReason, overdue: boolean, setBy: string | null, setAt: string | null } | null, statusPeriods: Array<{ id: string, status: DwellingStatus, validFrom: string, reason: StatusReason | null, note: string | null, recordedAt: string, recordedBy: string | null, supersededAt: string | null, correction: string | null }> }
  & { ' $fragmentRefs'?: { 'ReservationPartFragment': ReservationPartFragment } }
) & { ' $fragmentName'?: 'StatusSectionFragment' };

export type DwellingSetStatusMutationVariables = Exact<{
  id: string;
  version: number;
  input: DwellingSetStatusInput;
  key?: unknown;
}>;


export type DwellingSetStatusMutation = { dwellingSetStatus: { dwelling: { id: string, version: number, statusPeriods: Array<{ id: string, recordedAt: string, supersededAt: string | null }> } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type DwellingCorrectStatusMutationVariables = Exact<{
  id: string;
  version: number;
  input: DwellingCorrectStatusInput;
}>;


export type DwellingCorrectStatusMutation = { dwellingCorrectStatus: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type DwellingSetExpectedVacancyMutationVariables = Exact<{
  id: string;
  version: number;
  on?: string | null | undefined;
}>;


export type DwellingSetExpectedVacancyMutation = { dwellingSetExpectedVacancy: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type DwellingSetRentToOwnMutationVariables = Exact<{
  id: string;
  version: number;
  input: DwellingUpdateInput;
}>;


export type DwellingSetRentToOwnMutation = { dwellingUpdate: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type StockSectionFragment = { id: string, stock: { enteredOn: string, entry: StockEntry, leftOn: string | null, exit: StockExit | null }, stockChanges: Array<{ id: string, on: string, entry: StockEntry | null, exit: StockExit | null, note: string | null, recordedBy: string | null, supersededAt: string | null, correction: string | null }> } & { ' $fragmentName'?: 'StockSectionFragment' };

export type DwellingLeaveStockMutationVariables = Exact<{
  id: string;
  version: number;
  input: DwellingLeaveStockInput;
}>;


export type DwellingLeaveStockMutation = { dwellingLeaveStock: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type DwellingReturnToStockMutationVariables = Exact<{
  id: string;
  version: number;
  input: DwellingReturnToStockInput;
}>;


export type DwellingReturnToStockMutation = { dwellingReturnToStock: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type DwellingMergeMutationVariables = Exact<{
  id: string;
  version: number;
  into: string;
}>;


export type DwellingMergeMutation = { dwellingMerge: { dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type DwellingRemoveMutationVariables = Exact<{
  id: string;
  version: number;
}>;


export type DwellingRemoveMutation = { dwellingRemove: { removedId: string | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type MergeCandidatesQueryVariables = Exact<{
  filter?: DwellingFilter | null | undefined;
}>;


export type MergeCandidatesQuery = { dwellings: { nodes: Array<{ id: string, address: { text: string } }> } };

export type TenancySectionFragment = { id: string, tenancy: { id: string } | null, tenancies: Array<{ id: string, version: number, kind: TenancyKind, startsOn: string, endsOn: string | null, persons: number | null, security: Security, endedOn: string | null, endKind: TenancyEnd | null, cancelled: boolean, overdue: boolean, notice: { givenOn: string, by: NoticeBy, vacatesOn: string } | null, rent: { totalOre: number, components: Array<{ component: RentComponent, ore: number }> } | null, tenants: Array<{ id: string, name: string, birthDate: string | null }> }> } & { ' $fragmentName'?: 'TenancySectionFragment' };

export type TenancyWithdrawNoticeMutationVariables = Exact<{
  id: string;
  version: number;
}>;


export type TenancyWithdrawNoticeMutation = { tenancyWithdrawNotice: { tenancy: { id: string, version: number } | null, dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type TenancyGiveNoticeAgainMutationVariables = Exact<{
  id: string;
  version: number;
  input: TenancyNoticeInput;
}>;


export type TenancyGiveNoticeAgainMutation = { tenancyGiveNotice: { tenancy: { id: string, version: number } | null, dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type UnitsQueryVariables = Exact<{ [key: string]: never; }>;


export type UnitsQuery = { municipality: { id: string, units: Array<{ id: string, name: string }> } | null };

export type TenancyRegisterMutationVariables = Exact<{
  dwellingId: string;
  version: number;
  input: TenancyRegisterInput;
  key?: unknown;
}>;


export type TenancyRegisterMutation = { tenancyRegister: { tenancy: { id: string, version: number } | null, dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type TenancyGiveNoticeMutationVariables = Exact<{
  id: string;
  version: number;
  input: TenancyNoticeInput;
}>;


export type TenancyGiveNoticeMutation = { tenancyGiveNotice: { tenancy: { id: string, version: number } | null, dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type TenancyNoticeUndoMutationVariables = Exact<{
  id: string;
  version: number;
}>;


export type TenancyNoticeUndoMutation = { tenancyWithdrawNotice: { tenancy: { id: string, version: number } | null, dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type TenancyEndMutationVariables = Exact<{
  id: string;
  version: number;
  input: TenancyEndInput;
}>;


export type TenancyEndMutation = { tenancyEnd: { tenancy: { id: string, version: number } | null, dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type TenancyRenewMutationVariables = Exact<{
  id: string;
  version: number;
  input: TenancyRenewInput;
}>;


export type TenancyRenewMutation = { tenancyRenew: { tenancy: { id: string, version: number } | null, dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type TenancyCorrectMutationVariables = Exact<{
  id: string;
  version: number;
  input: TenancyCorrectInput;
}>;


export type TenancyCorrectMutation = { tenancyCorrect: { tenancy: { id: string, version: number } | null, dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type TenancyCancelMutationVariables = Exact<{
  id: string;
  version: number;
  correction: string;
}>;


export type TenancyCancelMutation = { tenancyCancel: { tenancy: { id: string, version: number } | null, dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type TenancySetRentMutationVariables = Exact<{
  id: string;
  version: number;
  input: RentInput;
}>;


export type TenancySetRentMutation = { tenancySetRent: { tenancy: { id: string, version: number } | null, dwelling: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type ColumnsFragment = { id: string, version: number, columns: Array<{ heading: string, column: string | null, label: string | null }> } & { ' $fragmentName'?: 'ColumnsFragment' };

export type WorkbookColumnsQueryVariables = Exact<{ [key: string]: never; }>;


export type WorkbookColumnsQuery = { workbookColumns: Array<{ name: string, label: string, help: string, required: boolean }> };

export type ImportMapColumnsMutationVariables = Exact<{
  id: string;
  version: number;
  input: ImportMapInput;
}>;


export type ImportMapColumnsMutation = { importMap: { import: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type ImportQueryVariables = Exact<{
  id: string;
}>;


export type ImportQuery = { import: (
    { id: string, version: number, state: ImportState, name: string, recordedAt: string, recordedBy: string | null, appliedAt: string | null, undoneAt: string | null, done: number, total: number, failure: string | null, undoable: boolean, errorsUrl: string, counts: { new: number, changed: number, same: number, error: number, applied: number, undone: number }, unknownWords: Array<{ word: string }> }
    & { ' $fragmentRefs'?: { 'ColumnsFragment': ColumnsFragment;'WordsFragment': WordsFragment } }
  ) | null };

export type ImportApplyMutationVariables = Exact<{
  id: string;
  version: number;
}>;


export type ImportApplyMutation = { importApply: { import: { id: string, version: number, state: ImportState } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type ImportUndoMutationVariables = Exact<{
  id: string;
  version: number;
}>;


export type ImportUndoMutation = { importUndo: { import: { id: string, version: number, state: ImportState } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type ImportCancelMutationVariables = Exact<{
  id: string;
  version: number;
}>;


export type ImportCancelMutation = { importCancel: { import: { id: string, version: number, state: ImportState } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type ImportsQueryVariables = Exact<{ [key: string]: never; }>;


export type ImportsQuery = { imports: { nodes: Array<{ id: string, name: string, state: ImportState, recordedAt: string, recordedBy: string | null, counts: { new: number, changed: number, same: number, error: number, applied: number, undone: number } }> } };

export type ImportCreateMutationVariables = Exact<{
  fileId: string;
}>;


export type ImportCreateMutation = { importCreate: { import: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type ImportRowsQueryVariables = Exact<{
  id: string;
  state?: Array<ImportRowState> | ImportRowState | null | undefined;
  after?: string | null | undefined;
}>;


export type ImportRowsQuery = { import: { id: string, rows: { totalCount: number, nodes: Array<{ id: string, number: number, state: ImportRowState, cells: Array<{ column: string, value: string }>, problems: Array<{ column: string, value: string, message: string, allowed: Array<string> }>, changes: Array<{ column: string, label: string, before: string | null, after: string | null }>, dwelling: { id: string, address: { text: string } } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, endCursor: string | null } } | null } | null, workbookColumns: Array<{ name: string, label: string }> };

export type ImportFixRowMutationVariables = Exact<{
  id: string;
  number: number;
  cells: Array<ImportCellInput> | ImportCellInput;
}>;


export type ImportFixRowMutation = { importFixRow: { row: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type WordsFragment = { id: string, version: number, unknownWords: Array<{ column: string, word: string, rows: number, allowed: Array<{ code: string, label: string }> }> } & { ' $fragmentName'?: 'WordsFragment' };

export type ColumnLabelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ColumnLabelsQuery = { workbookColumns: Array<{ name: string, label: string }> };

export type ImportMapWordsMutationVariables = Exact<{
  id: string;
  version: number;
  input: ImportMapInput;
}>;


export type ImportMapWordsMutation = { importMap: { import: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type LogQueryVariables = Exact<{
  filter?: LogFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type LogQuery = { log: { nodes: Array<{ at: string, kind: LogKind, actor: string, organisation: string | null, what: string, classes: Array<string>, count: number, purpose: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OwnLogQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OwnLogQuery = { viewer: { log: { nodes: Array<{ at: string, kind: LogKind, actor: string, organisation: string | null, what: string, classes: Array<string>, count: number, purpose: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } };

export type DwellingRowFragment = { id: string, description: string, displayStatus: DisplayStatus, statusSince: string | null, plannedReadyOn: string | null, markers: Array<Marker>, bedrooms: number | null, address: { text: string }, rent: { totalOre: number } | null, vacancy: { since: string, days: number, costOre: number | null } | null, expectedVacancy: { on: string, overdue: boolean } | null, tenancy: { id: string, endsOn: string | null, overdue: boolean } | null, reservation: { id: string, heldUntil: string, overdue: boolean } | null, images: Array<{ thumbnailUrl: string, cover: boolean }> } & { ' $fragmentName'?: 'DwellingRowFragment' };

export type FacetsFragment = { shared: number, status: Array<{ value: string, label: string, count: number }>, markers: Array<{ value: string, label: string, count: number }>, type: Array<{ value: string, label: string, count: number }>, staffing: Array<{ value: string, label: string, count: number }>, disposition: Array<{ value: string, label: string, count: number }>, wheelchair: Array<{ value: string, label: string, count: number }>, unit: Array<{ value: string, label: string, count: number }>, bedrooms: Array<{ value: string, count: number }>, expectedVacantWithinMonths: Array<{ value: string, count: number }>, contractEndsWithinMonths: Array<{ value: string, count: number }>, vacantMoreThanDays: Array<{ value: string, count: number }> } & { ' $fragmentName'?: 'FacetsFragment' };

export type SavedFilterSaveMutationVariables = Exact<{
  id?: string | null | undefined;
  input: SavedFilterInput;
}>;


export type SavedFilterSaveMutation = { savedFilterSave: { savedFilter: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type SavedFilterRemoveMutationVariables = Exact<{
  id: string;
}>;


export type SavedFilterRemoveMutation = { savedFilterRemove: { userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type DwellingsQueryVariables = Exact<{
  filter?: DwellingFilter | null | undefined;
  sort?: DwellingSort | null | undefined;
  first?: number | null | undefined;
  offset?: number | null | undefined;
}>;


export type DwellingsQuery = { dwellings: { totalCount: number, registerCount: number, vacancyCostOre: number | null, nodes: Array<(
      { id: string }
      & { ' $fragmentRefs'?: { 'DwellingRowFragment': DwellingRowFragment } }
    )>, facets: { ' $fragmentRefs'?: { 'FacetsFragment': FacetsFragment } } } };

export type MunicipalityPartFragment = { id: string, name: string, number: string, organisationNumber: string, logo: string | null, settings: { version: number, phone: string | null, email: string | null, website: string | null, writtenLanguage: Language, vacancyWarningDays: number, staffNamesInCitizenLog: boolean } | null } & { ' $fragmentName'?: 'MunicipalityPartFragment' };

export type MunicipalitySettingsUpdateMutationVariables = Exact<{
  version: number;
  input: MunicipalitySettingsInput;
}>;


export type MunicipalitySettingsUpdateMutation = { municipalitySettingsUpdate: { municipality: { id: string, settings: { version: number } | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type MunicipalityLogoSetMutationVariables = Exact<{
  fileId: string;
}>;


export type MunicipalityLogoSetMutation = { municipalityLogoSet: { municipality: { id: string, logo: string | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type NetworksPartFragment = { id: string, settings: { networks: Array<{ id: string, cidr: string, name: string | null }> } | null } & { ' $fragmentName'?: 'NetworksPartFragment' };

export type NetworkAddMutationVariables = Exact<{
  input: NetworkInput;
}>;


export type NetworkAddMutation = { networkAdd: { municipality: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type NetworkRemoveMutationVariables = Exact<{
  id: string;
}>;


export type NetworkRemoveMutation = { networkRemove: { municipality: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type OnboardingPartFragment = { id: string, onboarding: Array<{ step: OnboardingStep, label: string, doneOn: string | null }> } & { ' $fragmentName'?: 'OnboardingPartFragment' };

export type OnboardingSetMutationVariables = Exact<{
  input: OnboardingInput;
}>;


export type OnboardingSetMutation = { onboardingSet: { municipality: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type SettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type SettingsQuery = { municipality: (
    { id: string, name: string }
    & { ' $fragmentRefs'?: { 'MunicipalityPartFragment': MunicipalityPartFragment;'NetworksPartFragment': NetworksPartFragment;'UnitsPartFragment': UnitsPartFragment;'OnboardingPartFragment': OnboardingPartFragment } }
  ) | null };

export type UnitsPartFragment = { id: string, units: Array<{ id: string, name: string, organisationNumber: string | null }> } & { ' $fragmentName'?: 'UnitsPartFragment' };

export type UnitSaveMutationVariables = Exact<{
  id?: string | null | undefined;
  input: UnitInput;
}>;


export type UnitSaveMutation = { unitSave: { municipality: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> }> } };

export type StartQueryVariables = Exact<{ [key: string]: never; }>;


export type StartQuery = { dwellings: { registerCount: number, nodes: Array<{ id: string }>, facets: { status: Array<{ value: string, label: string, count: number }>, markers: Array<{ value: string, label: string, count: number }>, contractEndsWithinMonths: Array<{ value: string, count: number }>, expectedVacantWithinMonths: Array<{ value: string, count: number }>, vacantMoreThanDays: Array<{ value: string, count: number }> } }, empty: { totalCount: number, vacancyCostOre: number | null, nodes: Array<{ id: string }> } };

export type StartImportsQueryVariables = Exact<{ [key: string]: never; }>;


export type StartImportsQuery = { imports: { nodes: Array<{ id: string, name: string, state: ImportState, recordedAt: string, counts: { new: number, changed: number, error: number } }> } };

export type TermsQueryVariables = Exact<{ [key: string]: never; }>;


export type TermsQuery = { codeLists: Array<{ name: string, title: string, definition: string, codes: Array<{ code: string, label: string, definition: string, validFrom: string | null, validTo: string | null }> }> };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { name: string, municipality: { id: string, name: string, logo: string | null } | null, units: Array<{ id: string, name: string }>, access: Array<{ name: string, read: boolean, write: boolean, act: boolean }>, savedFilters: Array<{ id: string, name: string, address: string, shared: boolean, mine: boolean }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AgreementSectionFragmentDoc = new TypedDocumentString(`
    fragment AgreementSection on Dwelling {
  id
  agreement {
    id
    version
    kind
    reference
    landlordName
    landlordOrganisationNumber
    landlordPhone
    validFrom
    validTo
    quota
    used
    terms {
      validFrom
      validTo
      quota
      recordedAt
      supersededAt
      correction
    }
  }
}
    `, {"fragmentName":"AgreementSection"}) as unknown as TypedDocumentString<AgreementSectionFragment, unknown>;
export const DocumentsSectionFragmentDoc = new TypedDocumentString(`
    fragment DocumentsSection on Dwelling {
  id
  documents {
    id
    kind
    title
    url
    name
    mediaType
    size
    recordedAt
    recordedBy
  }
}
    `, {"fragmentName":"DocumentsSection"}) as unknown as TypedDocumentString<DocumentsSectionFragment, unknown>;
export const FactsSectionFragmentDoc = new TypedDocumentString(`
    fragment FactsSection on Dwelling {
  id
  version
  address {
    street
    houseNumber
    houseLetter
    postalCode
    postalPlace
    unitNumber
    extraReference
    text
  }
  unit {
    id
    name
  }
  type
  subtype
  shared
  staffBase
  staffedRoundTheClock
  disposition
  municipallyDisposed
  ownership
  owner {
    name
    organisationNumber
    phone
  }
  property {
    id
    municipalityNumber
    gnr
    bnr
    fnr
    snr
    text
  }
  building {
    id
    version
    number
    type
    name
    builtYear
    lift
  }
  unitType
  bedrooms
  usableArea
  floor
  wheelchair
  features
  meters {
    power
    water
  }
  schools {
    primary
    secondary
  }
  otherInformation
  vatCompensation
  vendorDwellingId
  depositOre
}
    `, {"fragmentName":"FactsSection"}) as unknown as TypedDocumentString<FactsSectionFragment, unknown>;
export const NotesSectionFragmentDoc = new TypedDocumentString(`
    fragment NotesSection on Dwelling {
  id
  notes {
    id
    version
    text
    recordedAt
    recordedBy
    editedAt
    mine
  }
}
    `, {"fragmentName":"NotesSection"}) as unknown as TypedDocumentString<NotesSectionFragment, unknown>;
export const PicturesSectionFragmentDoc = new TypedDocumentString(`
    fragment PicturesSection on Dwelling {
  id
  images {
    id
    url
    thumbnailUrl
    alternativeText
    position
    width
    height
    cover
  }
}
    `, {"fragmentName":"PicturesSection"}) as unknown as TypedDocumentString<PicturesSectionFragment, unknown>;
export const RentSectionFragmentDoc = new TypedDocumentString(`
    fragment RentSection on Dwelling {
  id
  rent {
    id
    totalOre
    validFrom
    components {
      component
      ore
    }
  }
  rents {
    id
    totalOre
    validFrom
    recordedAt
    supersededAt
    correction
  }
  depositOre
}
    `, {"fragmentName":"RentSection"}) as unknown as TypedDocumentString<RentSectionFragment, unknown>;
export const ReservationPartFragmentDoc = new TypedDocumentString(`
    fragment ReservationPart on Dwelling {
  id
  reservation {
    id
    version
    heldUntil
    overdue
    reason
    recordedAt
    recordedBy
  }
}
    `, {"fragmentName":"ReservationPart"}) as unknown as TypedDocumentString<ReservationPartFragment, unknown>;
export const StatusSectionFragmentDoc = new TypedDocumentString(`
    fragment StatusSection on Dwelling {
  id
  version
  status
  displayStatus
  statusSince
  markers
  rentToOwn
  plannedReadyOn
  vacancy {
    since
    days
    costOre
  }
  expectedVacancy {
    on
    reason
    overdue
    setBy
    setAt
  }
  statusPeriods {
    id
    status
    validFrom
    reason
    note
    recordedAt
    recordedBy
    supersededAt
    correction
  }
  ...ReservationPart
}
    fragment ReservationPart on Dwelling {
  id
  reservation {
    id
    version
    heldUntil
    overdue
    reason
    recordedAt
    recordedBy
  }
}`, {"fragmentName":"StatusSection"}) as unknown as TypedDocumentString<StatusSectionFragment, unknown>;
export const StockSectionFragmentDoc = new TypedDocumentString(`
    fragment StockSection on Dwelling {
  id
  stock {
    enteredOn
    entry
    leftOn
    exit
  }
  stockChanges {
    id
    on
    entry
    exit
    note
    recordedBy
    supersededAt
    correction
  }
}
    `, {"fragmentName":"StockSection"}) as unknown as TypedDocumentString<StockSectionFragment, unknown>;
export const TenancySectionFragmentDoc = new TypedDocumentString(`
    fragment TenancySection on Dwelling {
  id
  tenancy {
    id
  }
  tenancies {
    id
    version
    kind
    startsOn
    endsOn
    persons
    security
    notice {
      givenOn
      by
      vacatesOn
    }
    endedOn
    endKind
    cancelled
    overdue
    rent {
      totalOre
      components {
        component
        ore
      }
    }
    tenants {
      id
      name
      birthDate
    }
  }
}
    `, {"fragmentName":"TenancySection"}) as unknown as TypedDocumentString<TenancySectionFragment, unknown>;
export const ColumnsFragmentDoc = new TypedDocumentString(`
    fragment Columns on Import {
  id
  version
  columns {
    heading
    column
    label
  }
}
    `, {"fragmentName":"Columns"}) as unknown as TypedDocumentString<ColumnsFragment, unknown>;
export const WordsFragmentDoc = new TypedDocumentString(`
    fragment Words on Import {
  id
  version
  unknownWords {
    column
    word
    rows
    allowed {
      code
      label
    }
  }
}
    `, {"fragmentName":"Words"}) as unknown as TypedDocumentString<WordsFragment, unknown>;
export const DwellingRowFragmentDoc = new TypedDocumentString(`
    fragment DwellingRow on Dwelling {
  id
  description
  displayStatus
  statusSince
  plannedReadyOn
  address {
    text
  }
  markers
  bedrooms
  rent {
    totalOre
  }
  vacancy {
    since
    days
    costOre
  }
  expectedVacancy {
    on
    overdue
  }
  tenancy {
    id
    endsOn
    overdue
  }
  reservation {
    id
    heldUntil
    overdue
  }
  images {
    thumbnailUrl
    cover
  }
}
    `, {"fragmentName":"DwellingRow"}) as unknown as TypedDocumentString<DwellingRowFragment, unknown>;
export const FacetsFragmentDoc = new TypedDocumentString(`
    fragment Facets on DwellingFacets {
  status {
    value
    label
    count
  }
  markers {
    value
    label
    count
  }
  type {
    value
    label
    count
  }
  shared
  staffing {
    value
    label
    count
  }
  disposition {
    value
    label
    count
  }
  wheelchair {
    value
    label
    count
  }
  unit {
    value
    label
    count
  }
  bedrooms {
    value
    count
  }
  expectedVacantWithinMonths {
    value
    count
  }
  contractEndsWithinMonths {
    value
    count
  }
  vacantMoreThanDays {
    value
    count
  }
}
    `, {"fragmentName":"Facets"}) as unknown as TypedDocumentString<FacetsFragment, unknown>;
export const MunicipalityPartFragmentDoc = new TypedDocumentString(`
    fragment MunicipalityPart on Municipality {
  id
  name
  number
  organisationNumber
  logo
  settings {
    version
    phone
    email
    website
    writtenLanguage
    vacancyWarningDays
    staffNamesInCitizenLog
  }
}
    `, {"fragmentName":"MunicipalityPart"}) as unknown as TypedDocumentString<MunicipalityPartFragment, unknown>;
export const NetworksPartFragmentDoc = new TypedDocumentString(`
    fragment NetworksPart on Municipality {
  id
  settings {
    networks {
      id
      cidr
      name
    }
  }
}
    `, {"fragmentName":"NetworksPart"}) as unknown as TypedDocumentString<NetworksPartFragment, unknown>;
export const OnboardingPartFragmentDoc = new TypedDocumentString(`
    fragment OnboardingPart on Municipality {
  id
  onboarding {
    step
    label
    doneOn
  }
}
    `, {"fragmentName":"OnboardingPart"}) as unknown as TypedDocumentString<OnboardingPartFragment, unknown>;
export const UnitsPartFragmentDoc = new TypedDocumentString(`
    fragment UnitsPart on Municipality {
  id
  units {
    id
    name
    organisationNumber
  }
}
    `, {"fragmentName":"UnitsPart"}) as unknown as TypedDocumentString<UnitsPartFragment, unknown>;
export const ChangedDocument = {"__meta__":{"hash":"8a3142d05b8acce03ae3b45bd4b0a3a33e60d0436037501d0cc360554e2bb5aa"}} as unknown as TypedDocumentString<ChangedSubscription, ChangedSubscriptionVariables>;
export const AccessDocument = {"__meta__":{"hash":"eb229235129b9f8883fbe0cf0a61647c0a89c5cfe18834256ef0425aab75b7b0"}} as unknown as TypedDocumentString<AccessQuery, AccessQueryVariables>;
export const DwellingsCreateDocument = {"__meta__":{"hash":"2d613a37ef864dd27d01f2fb1d070a2eb3ed4df95a744b892609ae87ec02ac89"}} as unknown as TypedDocumentString<DwellingsCreateMutation, DwellingsCreateMutationVariables>;
export const DwellingRemoveAddedDocument = {"__meta__":{"hash":"00d329474b62099ebe79c531e7f6758e00226d2cd7d3dd9e4e1e073e9fa3a535"}} as unknown as TypedDocumentString<DwellingRemoveAddedMutation, DwellingRemoveAddedMutationVariables>;
export const AddressSearchDocument = {"__meta__":{"hash":"95a0a44470df71b28cac261e21438e03c10a3e620a75988b208948eec6c0181a"}} as unknown as TypedDocumentString<AddressSearchQuery, AddressSearchQueryVariables>;
export const CadastreUnitsDocument = {"__meta__":{"hash":"7442a919dcd4d647dc916dda3406606ef3982f8f583bea3f8c804bc8f409aed7"}} as unknown as TypedDocumentString<CadastreUnitsQuery, CadastreUnitsQueryVariables>;
export const DwellingIdsDocument = {"__meta__":{"hash":"5e9ecf1ef2026ec091808975d15f8d43302e6efae7e935e790c6c746faa0a426"}} as unknown as TypedDocumentString<DwellingIdsQuery, DwellingIdsQueryVariables>;
export const DwellingsChangeDocument = {"__meta__":{"hash":"da02e7bcf8dbdb7239fbac8f6ba6d8c5b51e49502fa59ef9913f669d72b9b930"}} as unknown as TypedDocumentString<DwellingsChangeMutation, DwellingsChangeMutationVariables>;
export const CodesDocument = {"__meta__":{"hash":"e8b3c923388068ea64845921193af8506dac107e5ebe4a7b05d2fc74d792fe33"}} as unknown as TypedDocumentString<CodesQuery, CodesQueryVariables>;
export const AgreementUpdateDocument = {"__meta__":{"hash":"60f558d5d83a6c92cbddf832715cb58ea8e55ff9692993f240d4ff3dff1d70f2"}} as unknown as TypedDocumentString<AgreementUpdateMutation, AgreementUpdateMutationVariables>;
export const DocumentAddDocument = {"__meta__":{"hash":"66df2a181565bc774bf2bc28a2b6676fe6d140f39c5117c7a6cbf26724f13318"}} as unknown as TypedDocumentString<DocumentAddMutation, DocumentAddMutationVariables>;
export const DocumentRemoveDocument = {"__meta__":{"hash":"0a27729ebc4af3b4e5e9060bb62e93e3bc14a13ec9db6f1195af1e7ea848abeb"}} as unknown as TypedDocumentString<DocumentRemoveMutation, DocumentRemoveMutationVariables>;
export const DwellingDocument = {"__meta__":{"hash":"977ea12a2334fb781f4a79e8f327d58a0b2f0adbca243f283078ced9ba997463"}} as unknown as TypedDocumentString<DwellingQuery, DwellingQueryVariables>;
export const DwellingUpdateDocument = {"__meta__":{"hash":"944105aa35effd02d9592a4ae38ef12ad0795f9d5695fd73501f170865a94bb0"}} as unknown as TypedDocumentString<DwellingUpdateMutation, DwellingUpdateMutationVariables>;
export const BuildingUpdateDocument = {"__meta__":{"hash":"646050c9d99ee0af07c705535c6c9968189ab957be1c710f5c111c9bbbb5f5e4"}} as unknown as TypedDocumentString<BuildingUpdateMutation, BuildingUpdateMutationVariables>;
export const DwellingHistoryDocument = {"__meta__":{"hash":"ac87c4196a20ecba7d63cb499d517782a9b4d7eb7f2114d597d78b8358ca0467"}} as unknown as TypedDocumentString<DwellingHistoryQuery, DwellingHistoryQueryVariables>;
export const NoteAddDocument = {"__meta__":{"hash":"21e56c581d3adfde39d6209750ecd0a208e8bb9cb65a33f1f8080f32dd05177c"}} as unknown as TypedDocumentString<NoteAddMutation, NoteAddMutationVariables>;
export const NoteEditDocument = {"__meta__":{"hash":"61c8f96ec28d776c121fe84694b0a72f1bdd9fd380e15f1c55f089808a1fa354"}} as unknown as TypedDocumentString<NoteEditMutation, NoteEditMutationVariables>;
export const NoteRemoveDocument = {"__meta__":{"hash":"b66d57a0a7518188dbe608c82a466a1684c8c164aa22f220b57ab0ae7ff1f4bb"}} as unknown as TypedDocumentString<NoteRemoveMutation, NoteRemoveMutationVariables>;
export const ImageAddDocument = {"__meta__":{"hash":"ebb2e72672bd2a33f6ca71fb1f1abf96c067c6c6224abedfc05f00cce813b484"}} as unknown as TypedDocumentString<ImageAddMutation, ImageAddMutationVariables>;
export const ImageUpdateDocument = {"__meta__":{"hash":"61672374548052bec77418a267ca8a22ecf83fff75184bb9fcd0e66ae33c5241"}} as unknown as TypedDocumentString<ImageUpdateMutation, ImageUpdateMutationVariables>;
export const ImageRemoveDocument = {"__meta__":{"hash":"3c95db00270a3e64d05c1defad070fd2a5d60a611a1ce0e7583e78b86f65831e"}} as unknown as TypedDocumentString<ImageRemoveMutation, ImageRemoveMutationVariables>;
export const DwellingSetRentDocument = {"__meta__":{"hash":"7ec231973ac6cfe57cab0726772491d89f1da8839f75a82aac45b60ed2085969"}} as unknown as TypedDocumentString<DwellingSetRentMutation, DwellingSetRentMutationVariables>;
export const DwellingReserveDocument = {"__meta__":{"hash":"d71ca425f704204e2a6ba105fb6de91e4975784e75c6371ed5b278e47865a5c8"}} as unknown as TypedDocumentString<DwellingReserveMutation, DwellingReserveMutationVariables>;
export const ReservationReleaseDocument = {"__meta__":{"hash":"f21cc61434f3bd37f6cf23a25dd59493bfdfcba2b33ebeff39410df9599b8f6c"}} as unknown as TypedDocumentString<ReservationReleaseMutation, ReservationReleaseMutationVariables>;
export const ReservationExtendDocument = {"__meta__":{"hash":"e3c6f69a1afc83e3a87213b484a3c2bbc2c56d3060a30719882c47f168fd50d3"}} as unknown as TypedDocumentString<ReservationExtendMutation, ReservationExtendMutationVariables>;
export const DwellingSetStatusDocument = {"__meta__":{"hash":"7de44a2667f2491fa1920552b0a4c4db7b82264e52c22fdbf2fc1a7fe31a13bd"}} as unknown as TypedDocumentString<DwellingSetStatusMutation, DwellingSetStatusMutationVariables>;
export const DwellingCorrectStatusDocument = {"__meta__":{"hash":"141188661d306c9de51de8cd1bcd5c7e8aa9c163c9fc33d51d6413523c39ad57"}} as unknown as TypedDocumentString<DwellingCorrectStatusMutation, DwellingCorrectStatusMutationVariables>;
export const DwellingSetExpectedVacancyDocument = {"__meta__":{"hash":"a6b28ac5d3cdc987f62855a15dcfb691ed4b86a5280600ea9d6a1e01c00eb4db"}} as unknown as TypedDocumentString<DwellingSetExpectedVacancyMutation, DwellingSetExpectedVacancyMutationVariables>;
export const DwellingSetRentToOwnDocument = {"__meta__":{"hash":"6d16a5a41ecd5abc0d60a878c3fa2f3f2cc485b41ce07c028483448d947688dd"}} as unknown as TypedDocumentString<DwellingSetRentToOwnMutation, DwellingSetRentToOwnMutationVariables>;
export const DwellingLeaveStockDocument = {"__meta__":{"hash":"70ffa4b54818d4bc629013ba63c5e2fac738fcb9b288153576993144431e8842"}} as unknown as TypedDocumentString<DwellingLeaveStockMutation, DwellingLeaveStockMutationVariables>;
export const DwellingReturnToStockDocument = {"__meta__":{"hash":"f1299db0782773252f534a29a74a4c2d58fe65cf0c0d91d764098c79a0c4666b"}} as unknown as TypedDocumentString<DwellingReturnToStockMutation, DwellingReturnToStockMutationVariables>;
export const DwellingMergeDocument = {"__meta__":{"hash":"d3f4f0eb1ed2c3299f38ab1598d0012cb4c3eb293c6eb5338c2b8df33a513344"}} as unknown as TypedDocumentString<DwellingMergeMutation, DwellingMergeMutationVariables>;
export const DwellingRemoveDocument = {"__meta__":{"hash":"710bc3eb4994d577dc854c12ab387148e94429826266faa31e51940badf636f6"}} as unknown as TypedDocumentString<DwellingRemoveMutation, DwellingRemoveMutationVariables>;
export const MergeCandidatesDocument = {"__meta__":{"hash":"ca3ecda1b0b9e735cd82fe9b8569f47a642b8f44cfb1989a9ede58467d0e2902"}} as unknown as TypedDocumentString<MergeCandidatesQuery, MergeCandidatesQueryVariables>;
export const TenancyWithdrawNoticeDocument = {"__meta__":{"hash":"ba23282a28bae2f5c674d5351dfde6d93ada21a22cad807add46f0dfbdf88330"}} as unknown as TypedDocumentString<TenancyWithdrawNoticeMutation, TenancyWithdrawNoticeMutationVariables>;
export const TenancyGiveNoticeAgainDocument = {"__meta__":{"hash":"c537f9bd92bb2916969c0759a71f7da4b792e8ff22f5641650f6c19d6c5469b4"}} as unknown as TypedDocumentString<TenancyGiveNoticeAgainMutation, TenancyGiveNoticeAgainMutationVariables>;
export const UnitsDocument = {"__meta__":{"hash":"7c60108d8f1762dcaadfaa7445de6a1fa50254b8ca106729097b2f185d900aa1"}} as unknown as TypedDocumentString<UnitsQuery, UnitsQueryVariables>;
export const TenancyRegisterDocument = {"__meta__":{"hash":"811a7c2cd9d432917f3359afbe444c3fe33dfab947bb86eb88d15639806e426e"}} as unknown as TypedDocumentString<TenancyRegisterMutation, TenancyRegisterMutationVariables>;
export const TenancyGiveNoticeDocument = {"__meta__":{"hash":"2fbb57b440a80114749579caefb98693f38b4b9340fa0b72bf43101c99e81fad"}} as unknown as TypedDocumentString<TenancyGiveNoticeMutation, TenancyGiveNoticeMutationVariables>;
export const TenancyNoticeUndoDocument = {"__meta__":{"hash":"26d13fa8332cff9174d7d7672c3df2d1d056d6d498187963a5b7c462d8d2a24f"}} as unknown as TypedDocumentString<TenancyNoticeUndoMutation, TenancyNoticeUndoMutationVariables>;
export const TenancyEndDocument = {"__meta__":{"hash":"3a68e0f202b9912923fd2674fd0ec4645530e3f3ec307d1ff59424f54a1da675"}} as unknown as TypedDocumentString<TenancyEndMutation, TenancyEndMutationVariables>;
export const TenancyRenewDocument = {"__meta__":{"hash":"e9f45d6a9775b892b22fffa2066823d71a7fb10bcbc89416cf47eac892d7e07b"}} as unknown as TypedDocumentString<TenancyRenewMutation, TenancyRenewMutationVariables>;
export const TenancyCorrectDocument = {"__meta__":{"hash":"c70c385aa963b82cd2cf63c70d49edd7a759085fe063af28eb431e23bca8af76"}} as unknown as TypedDocumentString<TenancyCorrectMutation, TenancyCorrectMutationVariables>;
export const TenancyCancelDocument = {"__meta__":{"hash":"93687bc170b73bdeb3eab6376fe85434ccf7b286e63e0355a55549cc35784425"}} as unknown as TypedDocumentString<TenancyCancelMutation, TenancyCancelMutationVariables>;
export const TenancySetRentDocument = {"__meta__":{"hash":"4e7c35bed02ff697181bec11b3235515a69410da7d0f60fb9d438568bde7f262"}} as unknown as TypedDocumentString<TenancySetRentMutation, TenancySetRentMutationVariables>;
export const WorkbookColumnsDocument = {"__meta__":{"hash":"da8a52e14ba88fa448ffa9e7585ac46ed4f3535e8b0ea5be3b04431532441798"}} as unknown as TypedDocumentString<WorkbookColumnsQuery, WorkbookColumnsQueryVariables>;
export const ImportMapColumnsDocument = {"__meta__":{"hash":"0336dd6f615c9b01678b631d70f524b99274b7dd3f30be0baca4976ed58f12f4"}} as unknown as TypedDocumentString<ImportMapColumnsMutation, ImportMapColumnsMutationVariables>;
export const ImportDocument = {"__meta__":{"hash":"5cced10593bc68b92d73000425124d396212f55ac07765ea63351c3ea15d49fb"}} as unknown as TypedDocumentString<ImportQuery, ImportQueryVariables>;
export const ImportApplyDocument = {"__meta__":{"hash":"a826eac05810ca6135f5f742aa5944b5083427ba3fb0f8f754d14fce08ebc21a"}} as unknown as TypedDocumentString<ImportApplyMutation, ImportApplyMutationVariables>;
export const ImportUndoDocument = {"__meta__":{"hash":"e164c2f2d62963db823efb4c0552b8721acbf22a0c84a2020ad126a4be0dd0e4"}} as unknown as TypedDocumentString<ImportUndoMutation, ImportUndoMutationVariables>;
export const ImportCancelDocument = {"__meta__":{"hash":"3a5445907d25bcd15c012a92f4066acfc4115de2b9bdfd0cc45123e19ffbc1df"}} as unknown as TypedDocumentString<ImportCancelMutation, ImportCancelMutationVariables>;
export const ImportsDocument = {"__meta__":{"hash":"177af8463c4a50f0be92f66598b66f7cb32fb8305f0a8efe628d56c4cc033901"}} as unknown as TypedDocumentString<ImportsQuery, ImportsQueryVariables>;
export const ImportCreateDocument = {"__meta__":{"hash":"95f5f8cfccbc48ff00ca2bbb00af9f055cc9ad8acb36ed06dff5d10143ff23a6"}} as unknown as TypedDocumentString<ImportCreateMutation, ImportCreateMutationVariables>;
export const ImportRowsDocument = {"__meta__":{"hash":"852ce5120793c40eef1fd76b5f574f2a068d82d500f40f690b847cc3dd1cc7e6"}} as unknown as TypedDocumentString<ImportRowsQuery, ImportRowsQueryVariables>;
export const ImportFixRowDocument = {"__meta__":{"hash":"3093a0f5fcf2efa6e975958ab8663d1c637b97e7c27e5a6e89009edbea1385c7"}} as unknown as TypedDocumentString<ImportFixRowMutation, ImportFixRowMutationVariables>;
export const ColumnLabelsDocument = {"__meta__":{"hash":"86e64a5a49a300bc7decfed3a17cfd13e6498ef21daab011ddc40e73a171ec9d"}} as unknown as TypedDocumentString<ColumnLabelsQuery, ColumnLabelsQueryVariables>;
export const ImportMapWordsDocument = {"__meta__":{"hash":"b3f20af0c1e880a3c27dbffbc4d79f66abe1e17ad4b847742eeb1043be2441c2"}} as unknown as TypedDocumentString<ImportMapWordsMutation, ImportMapWordsMutationVariables>;
export const LogDocument = {"__meta__":{"hash":"f415aed7bbdb6e78d19bc6459f71762808c1b6ef2ad9fa4d95a3b92727b8ce14"}} as unknown as TypedDocumentString<LogQuery, LogQueryVariables>;
export const OwnLogDocument = {"__meta__":{"hash":"ceb9f0e9872398dd1c9dcc9fa048cb22a3d5a7bea9a4b7b42206c303259fab1d"}} as unknown as TypedDocumentString<OwnLogQuery, OwnLogQueryVariables>;
export const SavedFilterSaveDocument = {"__meta__":{"hash":"69683567cc7e3e41376cf59c93a29eeca108be6c38c507d3768bb7517582dc48"}} as unknown as TypedDocumentString<SavedFilterSaveMutation, SavedFilterSaveMutationVariables>;
export const SavedFilterRemoveDocument = {"__meta__":{"hash":"d876380cfce36ce3beebfe5cc6e505609bcf2fd24152e1e10c219a4b349cdfe0"}} as unknown as TypedDocumentString<SavedFilterRemoveMutation, SavedFilterRemoveMutationVariables>;
export const DwellingsDocument = {"__meta__":{"hash":"3bfca5439b49326a289c6c8db8b05faa3140e172107817fefb6a661b7dc05077"}} as unknown as TypedDocumentString<DwellingsQuery, DwellingsQueryVariables>;
export const MunicipalitySettingsUpdateDocument = {"__meta__":{"hash":"cac84fd1d3c46770239e24c38493305c6cf99680463a4124ba9eb9ad24d38b47"}} as unknown as TypedDocumentString<MunicipalitySettingsUpdateMutation, MunicipalitySettingsUpdateMutationVariables>;
export const MunicipalityLogoSetDocument = {"__meta__":{"hash":"1afb74c7c050dc8a590482af77f3314e974a879af1738267ff44cb681332a08c"}} as unknown as TypedDocumentString<MunicipalityLogoSetMutation, MunicipalityLogoSetMutationVariables>;
export const NetworkAddDocument = {"__meta__":{"hash":"145dfecb217975c1e2423e5a2e83f8c7634d8efef8e99cda1b11a348f41275ee"}} as unknown as TypedDocumentString<NetworkAddMutation, NetworkAddMutationVariables>;
export const NetworkRemoveDocument = {"__meta__":{"hash":"07c66edd03f72459d6b7cd7978b94fa1f00091ee4eaf95d7f2931550dfeef4eb"}} as unknown as TypedDocumentString<NetworkRemoveMutation, NetworkRemoveMutationVariables>;
export const OnboardingSetDocument = {"__meta__":{"hash":"1c65a289090fa0bb66c912de800fe0da2e7c1af088e83dc287c9d25f641f8011"}} as unknown as TypedDocumentString<OnboardingSetMutation, OnboardingSetMutationVariables>;
export const SettingsDocument = {"__meta__":{"hash":"651c9aa62ebef9c26314b7edab9883ef882e7fdb9612700165f4fed65e2843eb"}} as unknown as TypedDocumentString<SettingsQuery, SettingsQueryVariables>;
export const UnitSaveDocument = {"__meta__":{"hash":"559acb033e24244b88aa170cd522d0bb1f17e816cd1c5db19b70d107a40c6058"}} as unknown as TypedDocumentString<UnitSaveMutation, UnitSaveMutationVariables>;
export const StartDocument = {"__meta__":{"hash":"78b7a237a8cab5cbd61a463c98f09d70f94a96972dd58294cf303fc0e00e1d69"}} as unknown as TypedDocumentString<StartQuery, StartQueryVariables>;
export const StartImportsDocument = {"__meta__":{"hash":"d0cc973cdefe10042c1d146168bd93e631aa27a1e555d812729007e71c0c95df"}} as unknown as TypedDocumentString<StartImportsQuery, StartImportsQueryVariables>;
export const TermsDocument = {"__meta__":{"hash":"04e0c7f33d2da90b480b59c750717186783420d7c11cdccd63ddec8dc77211ea"}} as unknown as TypedDocumentString<TermsQuery, TermsQueryVariables>;
export const ViewerDocument = {"__meta__":{"hash":"45489b17cb223fc1fa2c681f48c966a62822419025fa89a9eda34127a6043db6"}} as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
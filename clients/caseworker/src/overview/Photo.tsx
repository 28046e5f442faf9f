import { HouseIcon } from '@navikt/aksel-icons';

/** A dwelling's picture, or a house where there is none. Beside the address it says nothing new, so it is decoration. */
export function Photo({ image }: { image?: { thumbnailUrl: string } | null }) {
  return (
    <span className="photo">
      {image ? <img src={image.thumbnailUrl} alt="" loading="lazy" decoding="async" /> : <HouseIcon aria-hidden />}
    </span>
  );
}

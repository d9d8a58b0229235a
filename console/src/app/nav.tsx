// Left navigation. An area with one place is a link; an area with several shows them beneath its name, always open, so
// that nothing jumps.
import { Link, useLocation, useNavigate } from 'react-router';
import { areas, areasFor, type Area, type Place } from './areas.ts';
import { defineTexts, useTexts, useWords } from './language.ts';
import { useHas } from './permissions.ts';
import { useShortcuts } from './shortcuts.ts';

const texts = defineTexts('app/nav', {
  label: { zh: '主导航', en: 'Main navigation' },
  waiting: { zh: '项待办', en: 'waiting' },
});

export function Nav({ waiting, onGo }: { readonly waiting: string; readonly onGo?: () => void }) {
  const say = useTexts(texts);
  const open = areasFor(useHas());
  useGoKeys(open);
  return (
    <nav className="nav" aria-label={say('label')}>
      <ul>
        {open.map((area) => (
          <li key={area.name}>
            <AreaLinks area={area} waiting={waiting} onGo={onGo} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface AreaProps {
  readonly area: Area;
  readonly waiting: string;
  readonly onGo: (() => void) | undefined;
}

function AreaLinks({ area, waiting, onGo }: AreaProps) {
  const inWords = useWords();
  const [only] = area.places;
  if (area.places.length === 1 && only) {
    const isDesk = area.name === 'desk';
    const place = isDesk ? { ...only, words: area.words } : only;
    return <PlaceLink place={place} waiting={isDesk ? waiting : ''} onGo={onGo} />;
  }
  return (
    <>
      <span className="nav-area">{inWords(area.words)}</span>
      <ul>
        {area.places.map((place) => (
          <li key={place.to}>
            <PlaceLink place={place} waiting={place.to === '/desk' ? waiting : ''} onGo={onGo} />
          </li>
        ))}
      </ul>
    </>
  );
}

interface PlaceProps {
  readonly place: Place;
  readonly waiting: string;
  readonly onGo: (() => void) | undefined;
}

function PlaceLink({ place, waiting, onGo }: PlaceProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { pathname } = useLocation();
  const isHere = placeOf(pathname) === place.to;
  const hasWaiting = waiting !== '' && waiting !== '0';
  return (
    <Link
      to={place.to}
      className={isHere ? 'active' : undefined}
      aria-current={isHere ? 'page' : undefined}
      onClick={onGo}
    >
      {inWords(place.words)}
      {hasWaiting && (
        <span className="nav-count">
          {waiting}
          <span className="sr-only"> {say('waiting')}</span>
        </span>
      )}
    </Link>
  );
}

/** The place whose address is the longest start of this one: `/approvals/mine` is not `/approvals`. */
function placeOf(pathname: string): string | undefined {
  return areas
    .flatMap((area) => area.places.map((it) => it.to))
    .filter((to) => pathname === to || pathname.startsWith(`${to}/`))
    .toSorted((a, b) => b.length - a.length)[0];
}

function useGoKeys(open: readonly Area[]): void {
  const navigate = useNavigate();
  const places = open.flatMap((area) => area.places);
  useShortcuts(
    places.flatMap((place) =>
      place.key
        ? [
            {
              keys: `g ${place.key}`,
              words: place.words,
              run: () => void navigate(place.to),
            },
          ]
        : [],
    ),
  );
}

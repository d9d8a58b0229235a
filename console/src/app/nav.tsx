// Left navigation. An area with one place is a link; an area with several shows them beneath its name, always open, so
// that nothing jumps.
import { NavLink, useNavigate } from 'react-router';
import { areasFor, type Area, type Place } from './areas.ts';
import { defineTexts, useTexts, useWords } from './language.ts';
import { useHas } from './permissions.ts';
import { useShortcuts } from './shortcuts.ts';

const texts = defineTexts('app/nav', {
  label: { zh: '主导航', en: 'Main navigation' },
  waiting: { zh: '{count} 项待办', en: '{count} waiting' },
});

export function Nav({ waiting, onGo }: { readonly waiting: string; readonly onGo?: () => void }) {
  const say = useTexts(texts);
  const areas = areasFor(useHas());
  useGoKeys(areas);
  return (
    <nav className="nav" aria-label={say('label')}>
      <ul>
        {areas.map((area) => (
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
    return <PlaceLink place={only} waiting={area.name === 'desk' ? waiting : ''} onGo={onGo} />;
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
  const hasWaiting = waiting !== '' && waiting !== '0';
  return (
    <NavLink to={place.to} end={isPrefix(place.to)} onClick={onGo}>
      {inWords(place.words)}
      {hasWaiting && (
        <span className="nav-count" aria-label={say('waiting', { count: waiting })}>
          {waiting}
        </span>
      )}
    </NavLink>
  );
}

/** `/approvals` must not look current on `/approvals/mine`. */
const prefixes = new Set(['/approvals', '/collection', '/audit', '/accounts']);
function isPrefix(to: string): boolean {
  return prefixes.has(to);
}

function useGoKeys(areas: readonly Area[]): void {
  const navigate = useNavigate();
  const places = areas.flatMap((area) => area.places);
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

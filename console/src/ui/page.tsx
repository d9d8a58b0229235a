// The frame of every page: title, one line of what it is for, the primary action at the right, crumbs only where there
// is depth. The tab's title is the page's name and never anything of a customer.
import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'react-router';
import { defineTexts, useTexts } from '../app/language.ts';

const texts = defineTexts('ui/page', {
  product: { zh: '守信', en: 'Shouxin' },
  crumbs: { zh: '位置', en: 'Breadcrumb' },
});

export interface Crumb {
  readonly to: string;
  readonly name: string;
}

interface Props {
  readonly title: string;
  /** What the tab says, where the title is not fit for it (a customer's name). */
  readonly tab?: string;
  /** Beside the title: chips of state. */
  readonly beside?: ReactNode;
  readonly lead?: ReactNode;
  readonly action?: ReactNode;
  readonly crumbs?: readonly Crumb[];
  readonly children: ReactNode;
}

export function Page({ title, tab, beside, lead, action, crumbs, children }: Props) {
  const say = useTexts(texts);
  const heading = useRef<HTMLHeadingElement>(null);
  const name = tab ?? title;
  useEffect(() => {
    document.title = `${name} · ${say('product')}`;
  }, [name, say]);
  return (
    <div className="page">
      <div className="page-head">
        <div className="page-name">
          {crumbs && (
            <nav className="crumbs" aria-label={say('crumbs')}>
              {crumbs.map((it) => (
                <Link key={it.to} to={it.to}>
                  {it.name}
                </Link>
              ))}
            </nav>
          )}
          <h1 ref={heading} tabIndex={-1}>
            {title}
            {beside}
          </h1>
          {lead && <p className="lead">{lead}</p>}
        </div>
        {action && <div className="page-action">{action}</div>}
      </div>
      {children}
    </div>
  );
}

interface CardProps {
  readonly title: ReactNode;
  readonly extra?: ReactNode;
  readonly id?: string;
  readonly isPlain?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Card({ title, extra, id, isPlain = false, className, children }: CardProps) {
  return (
    <section className={className ? `card ${className}` : 'card'} aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {extra}
      </div>
      {isPlain ? children : <div className="card-body">{children}</div>}
    </section>
  );
}

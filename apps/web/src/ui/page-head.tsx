import { Fragment, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon } from './icon.tsx';

type PageHeadProps = {
  title: string;
  /** Where the page hangs, outermost first. */
  crumbs?: readonly { label: string; to: string }[];
  /** Beside the title: a sentence or the few figures that matter. */
  children?: ReactNode;
  actions?: ReactNode;
};

/** The top of every page; its heading takes the focus when the page is opened. */
export function PageHead({ title, crumbs, children, actions }: PageHeadProps) {
  return (
    <div className="page-head">
      {crumbs ? (
        <div className="crumbs">
          {crumbs.map((crumb, place) => (
            <Fragment key={crumb.to}>
              {place > 0 ? <Icon name="right" size={12} /> : null}
              <Link to={crumb.to}>
                <bdi>{crumb.label}</bdi>
              </Link>
            </Fragment>
          ))}
        </div>
      ) : null}
      <div className="title-row">
        <h1 tabIndex={-1}>
          <bdi>{title}</bdi>
        </h1>
        {children}
        <span className="flex-1" />
        {actions}
      </div>
    </div>
  );
}

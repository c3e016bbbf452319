import { useEffect, type ReactNode } from "react";

interface PageProps {
  /** Its heading, and the name of the browser's tab. */
  title: string;
  /** What stands beside the heading; without it the heading is for screen readers alone. */
  aside?: ReactNode;
  /** Which page it is, for the style sheet. */
  className?: string;
  children: ReactNode;
}

/** A page: what is below the masthead. */
export function Page({ title, aside, className = "", children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · AimDB`;
  }, [title]);
  return (
    <div className={`page ${className}`}>
      <div className={aside === undefined ? "unseen" : "title"}>
        <h1>{title}</h1>
        {aside}
      </div>
      {children}
    </div>
  );
}

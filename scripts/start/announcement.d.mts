export interface Outlook {
  packages: string[];
  npm: 'none' | 'install' | 'rebuild';
  guestMade: boolean;
  editor: 'none' | 'own' | 'made' | 'missing';
  cache: string;
  folder: string;
  qemuUser: string;
}
export function announcement(outlook: Outlook): string;

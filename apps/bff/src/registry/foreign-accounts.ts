/** An account of a server of the reference, as its row says; nothing of it is checked yet. */
export interface ForeignUser {
  readonly id: string;
  readonly name: string;
  /** What it keeps of the password, bcrypt as a rule. */
  readonly passwordHash: string;
  /** Id of the main account; '' for a main account itself. */
  readonly owner: string;
  readonly source: string;
  readonly comment: string;
  readonly mobile: string;
  readonly email: string;
  /** 0 = administrator, 20 = main account, 50 = sub account. */
  readonly type: number;
  readonly tokenEnabled: boolean;
}

export interface ForeignGroup {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly comment: string;
  readonly tokenEnabled: boolean;
  /** Ids of its members. */
  readonly users: readonly string[];
}

/** The accounts that are not deleted, oldest first. */
export interface ForeignAccounts {
  readonly users: readonly ForeignUser[];
  readonly groups: readonly ForeignGroup[];
}

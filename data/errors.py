"""Expected failures of the rooms ``data`` and ``analytics``; their sentences stand in ``data/messages.py``."""

from __future__ import annotations

from geo.errors import PetasalurError


class UnknownProgram(PetasalurError):
    """A program key that the registry does not hold. Facts: program, known."""


class StoreMissing(PetasalurError):
    """A command names a database that is not there. Facts: file."""


class StoreBusy(PetasalurError):
    """Another process owns the database file. Facts: file."""


class StoreNamesake(PetasalurError):
    """Two databases of one folder would share key file, backups and kept files. Facts: file, other."""


class StoreDamaged(PetasalurError):
    """The file is no database of Petasalur, or is damaged. Facts: file."""


class StoreUnwritable(PetasalurError):
    """The database can be neither made nor opened where the command asks: folder, rights. Facts: file."""


class StoreFull(PetasalurError):
    """No room left, on the disk or in memory, for what was to be written; nothing was. Facts: file."""


class StoreTooNew(PetasalurError):
    """The database was written by a newer Petasalur. Facts: file, found, known."""


class StoreLocked(PetasalurError):
    """The database is encrypted, and its key file is not there or nobody says its passphrase. Facts: file, key_file."""


class KeyWrong(PetasalurError):
    """The passphrase or the key is another one than that of the database. Facts: file."""


class KeyUnreadable(PetasalurError):
    """The key file is none, or is damaged. Facts: file, found."""


class KeyOpen(KeyUnreadable):
    """The key file has no passphrase and may be read by other users of the machine. Facts: file."""


class KeyUnprotected(KeyUnreadable):
    """A key file without a passphrase is to be written to a disk on which others could read it. Facts: file."""


class StoreParted(PetasalurError):
    """A database is not there, but what was written to it last is. Facts: file, wal."""


class KeyWrapped(PetasalurError):
    """A key file lies there already, under another passphrase than is wanted now. Facts: file."""


class PassphraseShort(PetasalurError):
    """A passphrase with fewer characters than needed. Facts: minimum."""


class RecoveryCodeWrong(PetasalurError):
    """A recovery code that was mistyped. Facts: problem."""


class RecoveryCodeOther(PetasalurError):
    """A whole recovery code that opens neither the database nor a backup of it. Facts: file."""


class RecoveryGroupOther(PetasalurError):
    """What was typed is not the last group of the recovery code. Facts: none."""


class RecoveryPurposeMissing(PetasalurError):
    """The recovery code is to be shown and nobody has said what for. Facts: none."""


class NotEncrypted(PetasalurError):
    """Something is asked of the key of a database that is plain. Facts: file."""


class BackupUnusable(PetasalurError):
    """A backup that is not whole, was changed, or is newer than the program. Facts: file, found."""


class NotPurgeable(PetasalurError):
    """A load whose rows may not be deleted for good: in use, or its time has not come. Facts: load_id, found."""


class AuditBroken(PetasalurError):
    """Entries of the audit are missing or changed. Facts: count."""


class PersonUnknown(PetasalurError):
    """No record speaks of the person asked for. Facts: found."""


class TextTooLong(PetasalurError):
    """A text that would be kept has more letters than its place takes. Facts: found, limit."""


class BadSetting(PetasalurError):
    """A setting outside its bounds. Facts: label, found, minimum, maximum."""


class FileMissing(PetasalurError):
    """A file that a command names is not there. Facts: file."""


class FileNotOpened(PetasalurError):
    """A file that is there but cannot be opened: no right to, or held by another program. Facts: file."""


class FileTooLarge(PetasalurError):
    """A file over the limit. Facts: file, found_mb, limit_mb."""


class FileKindUnknown(PetasalurError):
    """A file whose content is neither text table nor workbook. Facts: file, found, expected."""


class FileUnreadable(PetasalurError):
    """A table whose content breaks off or cannot be parsed. Facts: file."""


class QuoteOpen(PetasalurError):
    """A quotation mark that is never closed and swallows rows. Facts: file, row."""


class SheetTooWide(PetasalurError):
    """A sheet with a cell so far away that the table around it fills the memory. Facts: file, found."""


class TooManyColumns(PetasalurError):
    """A table wider than any list of an office. Facts: file, found, limit."""


class FileProtected(PetasalurError):
    """A workbook with a password. Facts: file."""


class FileEmpty(PetasalurError):
    """A table without a single row of data. Facts: file."""


class MembersNotFamilies(PetasalurError):
    """A list of persons that somebody calls a list of families. Facts: file, shared_pct."""


class ColumnsMissing(PetasalurError):
    """No row of the file holds the headers that are needed. Facts: file, needed, found."""


class MappingInvalid(PetasalurError):
    """A mapping chosen by hand names a column that is not there or leaves out what is needed. Facts: file, found."""


class PeriodInvalid(PetasalurError):
    """A period that is not YYYY-MM. Facts: found."""


class RecipientsArgument(PetasalurError):
    """``--recipients`` not written FILE:PROGRAM:YYYY-MM. Facts: found."""


class NoSuchPeriod(PetasalurError):
    """A question about a period without any list. Facts: period, known."""


class NoCodesFound(PetasalurError):
    """A reference list without a column of desa codes. Facts: file."""


class DemoIsClosed(PetasalurError):
    """Own files may not be mixed with the invented families of the demo. Facts: file."""


class DemoWouldReplace(PetasalurError):
    """The demo was asked for where an office's own database lies. Facts: file."""


class OutputUnwritable(PetasalurError):
    """A result cannot be written where the command asks. Facts: file."""


class VehiclesUnusable(PetasalurError):
    """A table of vehicles with cells that cannot be used. Facts: file, problems."""


class NothingToDeliver(PetasalurError):
    """A plan asked for a program and period in which nobody receives anything. Facts: program, period."""


class PlanBroken(PetasalurError):
    """The checker found a plan that breaks its own rules: a fault of this program. Facts: problems."""


class NotWithdrawable(PetasalurError):
    """A load that cannot be taken back. Facts: load_id."""


class ActorUnnamed(PetasalurError):
    """A decision without the name of who takes it. Facts: act."""


class ActMayNot(PetasalurError):
    """A role does what is not its to do. Facts: act, role, may."""


class PeopleHidden(PetasalurError):
    """Rows of people are asked for by somebody whose role sees figures only, or nothing. Facts: none."""


class DataHidden(PeopleHidden):
    """Data are asked for by somebody whose role keeps accounts only. Facts: none."""


class ExportMayNot(PetasalurError):
    """A file is asked for that is not for the role. Facts: found, role, may."""


class ReportTooFine(PetasalurError):
    """A report of less than all desa is asked for by somebody who sees figures only. Facts: none."""


class SurveyTooFine(PetasalurError):
    """Answers of one service, or not of a quarter, are asked for by somebody who sees figures only. Facts: none."""


class DesaNotOwn(PetasalurError):
    """An account of one desa writes of another. Facts: desa, count."""


class KecamatanOnly(PetasalurError):
    """An account of one desa writes what belongs to the whole kecamatan. Facts: desa."""


class PageMayNot(PetasalurError):
    """A page is opened that is not for the role. Facts: found, role."""


class FileNotYours(PetasalurError):
    """A file is asked for, or sent, under an address that was given to another session. Facts: kind."""


class NotSignedIn(PetasalurError):
    """A page runs for a session that the gate does not know (any more). Facts: none."""


class AccountNameInvalid(PetasalurError):
    """A name of an account that cannot be one. Facts: found."""


class AccountExists(PetasalurError):
    """An account is to be made that there is already. Facts: found."""


class AccountUnknown(PetasalurError):
    """An account that there is not. Facts: found."""


class AccountRoleUnknown(PetasalurError):
    """A role that the registry does not hold. Facts: found, known."""


class AccountDesaWrong(PetasalurError):
    """An account of one desa without its code, a code for another role, or a code that is none. Facts: found."""


class PasswordWeak(PetasalurError):
    """A password that is too short, too long, the name itself, or one letter repeated. Facts: minimum, maximum."""


class PasswordsDiffer(PetasalurError):
    """A password typed twice, not the same. Facts: none."""


class AccountsDamaged(PetasalurError):
    """The file of accounts cannot be read. Facts: file."""


class AccountsBusy(PetasalurError):
    """Another program is changing the file of accounts. Facts: file."""


class IdentityWrong(PetasalurError):
    """A name at the office's own server that cannot be one, or that another account has. Facts: problem."""


class OidcSettingsWrong(PetasalurError):
    """The file that names the office's own server of accounts cannot be used. Facts: file, problem."""


class OidcUnreachable(PetasalurError):
    """The office's own server of accounts does not answer, or not as such a server does. Facts: label."""


class OidcRefused(PetasalurError):
    """Somebody comes back from the office's server without a proof. Facts: label, reason (words), key (of reasons)."""


class OidcCrowded(PetasalurError):
    """Too many sign-ins at the office's server have begun and not ended. Facts: label, wait_s."""


class OidcUnknown(PetasalurError):
    """Somebody whom the office's server knows has no account here. Facts: label."""


class PaperUnknown(PetasalurError):
    """A paper that the registry does not hold. Facts: found, known."""


class NobodyPlaced(PetasalurError):
    """A public board is asked for, which counts by desa, and the desa of no family is known. Facts: period."""


class BoardExposes(PetasalurError):
    """Beside public boards announced before, a board would open a small count. Facts: period, earlier."""


class PaperTooLong(PetasalurError):
    """A paper with more rows than a computer of an office can set. Facts: found, limit."""


class BoundariesMissing(PetasalurError):
    """A layer is asked for and no boundary of the desa in question is known. Facts: desa."""


class DesaUnknown(PetasalurError):
    """A desa code that no layer, list of codes or list of families has. Facts: desa."""


class PurposeMissing(PetasalurError):
    """Whole identity numbers are to leave the program and nobody has said what for. Facts: act."""


class NumberInParts(PetasalurError):
    """So much of an identity number is sought that the rest could be guessed digit by digit. Facts: found, limit."""


class DateInFuture(PetasalurError):
    """Something is dated on a day that has not come. Facts: found, today."""


class NothingChosen(PetasalurError):
    """An act on a list of which nothing was chosen. Facts: act."""


class NotKnownHere(PetasalurError):
    """Keys of families or persons that no list in use holds. Facts: count."""


class NumberOfTwo(PetasalurError):
    """Numbers that are the No. KK of one family and the NIK of somebody of no known family. Facts: count."""


class StepNotAllowed(PetasalurError):
    """A step from a state that it does not start from. Facts: act, count, found, expected."""


class StepIncomplete(PetasalurError):
    """A step without what it needs: the number and date of its paper, a reason. Facts: act, needed."""


class StepTooEarly(PetasalurError):
    """A step dated before the one it follows. Facts: count, found, earliest."""


class StepUnknown(PetasalurError):
    """A step that there is not. Facts: found, known."""


class PaperTooOld(PetasalurError):
    """The paper of a step is dated more than a year before the proposal. Facts: found, earliest."""


class NothingToUndo(PetasalurError):
    """A proposal whose steps have all been undone, or a leaving that has ended. Facts: count."""


class CriteriaUnusable(PetasalurError):
    """No criterion chosen, or a threshold that no family, or every one, reaches. Facts: found, highest."""


class ResultsUnreadable(PetasalurError):
    """A returned list of verifications without usable results. Facts: file, problems."""


class RowNotWaiting(PetasalurError):
    """A row of a file that is not, or no longer, in the state somebody wants to change. Facts: row."""


class CorrectionsMasked(PetasalurError):
    """A file of corrections that was downloaded with starred numbers. Facts: file."""


class CorrectionsUnidentified(PetasalurError):
    """A sheet of corrections without the columns that say which rows it holds. Facts: file, sheet, missing."""


class CorrectionsColumnsLost(PetasalurError):
    """A sheet of corrections without a column that is to be corrected. Facts: file, sheet, missing, found."""


class CorrectionsDamaged(PetasalurError):
    """A file of corrections whose numbers lost their end in Excel. Facts: file, header."""


class PairUnknown(PetasalurError):
    """A decision about two people of whom nothing suspects any more that they are one. Facts: act."""


class DepotsUnusable(PetasalurError):
    """A table of depots that cannot be planned with. Facts: file, problems."""


class AccessUnusable(PetasalurError):
    """A table of the ways into desa that cannot be used. Facts: file, problems."""


class ProblemUnusable(PetasalurError):
    """Stops, vehicles, depots and ways that do not fit together. Facts: problems."""


class PlanTooOld(PetasalurError):
    """A plan kept by an older version of this program. Facts: version."""


class BadChoice(PetasalurError):
    """A setting that is none of its choices. Facts: label, found, known."""


class NetworkMissing(PetasalurError):
    """Something about the roads is asked for while no network is in use. Facts: act."""


class NothingToJoin(PetasalurError):
    """No loose ends of the network are that near to each other. Facts: snap_m."""


class StretchUnknown(PetasalurError):
    """A stretch that the network in use does not have. Facts: act."""


class StretchClosed(PetasalurError):
    """The same stretch is closed on one of these days already. Facts: reason, since."""


class BlockDatesWrong(PetasalurError):
    """A stretch is said to be closed until a day before it begins to be. Facts: found, earliest."""


class PlanNotChosen(PetasalurError):
    """A plan that is not, or no longer, chosen to be driven. Facts: plan."""


class HandoverRefused(PetasalurError):
    """Hand-overs that something speaks against. Facts: count, problem, remedy."""


class TripClosed(PetasalurError):
    """A trip whose balance is closed. Facts: count."""


class TripNotClosable(PetasalurError):
    """Trips that cannot be closed: parcels in hand or contradictions. Facts: count, problems."""


class TripNotClosed(PetasalurError):
    """Trips that are to be opened again but are not closed. Facts: count."""


class ReturnedFileUnreadable(PetasalurError):
    """A returned file without the columns that say what became of whom. Facts: file, needed, found."""


class ReturnedFileGone(PetasalurError):
    """A returned file that is not there or was taken back before. Facts: file_id."""


class AttachmentTooLarge(PetasalurError):
    """A file that is too large to be kept. Facts: found_mb, limit_mb."""


class AttachmentKindUnknown(PetasalurError):
    """A file that is none of those that may be attached. Facts: expected."""


class AttachmentUnsafe(PetasalurError):
    """A PDF that does more than show pages, or cannot be looked into. Facts: found."""


class AttachmentMissing(PetasalurError):
    """A kept file that is no longer in its folder. Facts: title, folder."""


class AttachmentChanged(PetasalurError):
    """A kept file whose content is not what was kept. Facts: title, folder."""


class SpjUnknown(PetasalurError):
    """A document of an SPJ that no table knows, or an entry that is gone. Facts: found."""


class TableUnusable(PetasalurError):
    """A table that somebody filled in with cells that cannot be used. Facts: table, problems."""


class NoServicePoints(PetasalurError):
    """Travel is asked for to service points of a kind of which none has a coordinate. Facts: kind."""


class ZonesUnusable(PetasalurError):
    """Zones of distance and their weights that cannot be used. Facts: zones, weights, problem."""


class PlanUnknown(PetasalurError):
    """A plan that is not kept, or is of a version that cannot be shown any more. Facts: found."""


class PlanNotDrivable(PetasalurError):
    """A plan is to be driven that breaks a rule or brings nothing. Facts: found, problems."""


class TripUnknown(PetasalurError):
    """A trip that a plan does not have. Facts: found, plan."""


class PhotoUnreadable(PetasalurError):
    """A photo whose content is neither JPEG nor PNG, or is damaged. Facts: photo."""


class PhotoTooLarge(PetasalurError):
    """A photo with more bytes or pixels than a telephone makes. Facts: photo, found, limit."""


class TooManyPhotos(PetasalurError):
    """More photos than one paper holds. Facts: found, limit."""


class NothingToPrint(PetasalurError):
    """A trip or desa of a plan for which a paper has nothing. Facts: paper, found."""


class FieldFileUnknown(PetasalurError):
    """A field file that no registry knows. Facts: found, known."""


class FieldFileOfTrip(PetasalurError):
    """A field file that is made per trip, asked for a whole plan. Facts: found."""


class NothingToHandOver(PetasalurError):
    """A plan or trip that brings nothing to any recipient, as one to a transfer point. Facts: found."""


class ChangeImpossible(PetasalurError):
    """A change of a plan by hand that makes no sense. Facts: problem."""


class NothingLeftToDeliver(PetasalurError):
    """A plan asked for what no plan that is driven brings yet, where that is nothing. Facts: program, period."""


class ServicePointsUnusable(PetasalurError):
    """A file of service points of which rows cannot be used. Facts: file, problems."""


class PlanUnderWay(PetasalurError):
    """A plan is to be dropped while trips with records are not closed. Facts: plan, count."""


class AnswersUnusable(PetasalurError):
    """Answers of a survey that are not nine numbers from 1 to 4. Facts: found."""


class RecordGone(PetasalurError):
    """Something that was recorded is not there, or was taken back before. Facts: record."""

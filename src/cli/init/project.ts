/** The files of a new project, as texts: what an editor finds after `courant init`. Writing them is left to init.ts. */

export type Project = {
  /** Folder under issues/. */
  readonly newsletter: string;
  /** The masthead. */
  readonly name: string;
  readonly lang: string;
  /** Day of the first issue, `2026-11-22`. */
  readonly date: string;
};

export type ProjectFile = { readonly path: string; readonly text: string };

/** JSON is YAML: whatever the name holds, it comes back the same. */
const quote = (text: string): string => JSON.stringify(text);

export function slugOf({ date }: Project): string {
  return `${date}-1`;
}

function newsletterYaml({ name, lang }: Project): string {
  return `# yaml-language-server: $schema=../../schema/newsletter.schema.json
# The masthead, and what holds for every issue unless the issue says otherwise.
name: ${quote(name)}
lang: ${lang}
template: weekly
# digest: summaries that lead to the web edition; full: everything; auto: full while the mail stays small enough
mail: auto
# true when the mail advertises: the law of several countries asks for a mark
advertising: false
subject: "[{{name}}] {{number}}: {{title}}"
publisher:
  name: ${quote(name)}
  # email: desk@example.org
  # address: many laws ask for a postal address in every mail
  # url: https://example.org
`;
}

function issueYaml(project: Project): string {
  const lang = project.lang.toLowerCase().startsWith('en') ? '' : `# This sample is in English; take the line away when you write your own text.\nlang: en\n`;
  return `# yaml-language-server: $schema=../../../schema/issue.schema.json
# The first issue. Lines that begin with # are notes to you; readers never see them.
number: 1
date: ${project.date}
${lang}title: The first issue
# {{reader.name}} is the reader's name; the default is for those whose name nobody knows, and for the web edition.
# subject: "{{reader.name default='Dear reader'}}: {{title}}"
# The line that mail programs show beside the subject.
preheader: How an issue is written, shown by one.
intro: |
  This letter is a sample. Change it, compile it, look at it, and begin again.
sections:
  - title: How it works
    items:
      - title: A headline, a summary, a text
        byline: The desk
        summary: In a digest readers see this; the text waits in the web edition.
        # "|" begins a text of several lines in Markdown; it ends where the indentation ends.
        body: |
          Write **Markdown**: paragraphs with a blank line between, [links](https://example.org), lists and notes.[^1]

          - one
          - two

          [^1]: A note stands at the end of its text.
      - title: A long text in a file of its own
        body: {file: articles/02-tables.md}
  - title: Elsewhere
    # Only these readers see the section; web: false keeps it out of the web edition. The list declares what there is to ask for.
    # readers: plan = "pro"
    # web: false
    items:
      - title: An item that lives somewhere else
        source: Example Weekly
        # The headline leads there.
        url: https://example.org/
        summary: Say in a sentence why it is worth the way.
        # image: {src: images/example.png, alt: What the picture shows, credit: Example Weekly}
`;
}

const article = `A table is kept in a CSV file, so that it can come from a spreadsheet. The words in the brackets are its caption.

![Table: What a mail may weigh](data/weights.csv)

A picture works the same way: its file beside the issue, and in the brackets what it shows, for readers who do not see it.
`.replace('data/', '../data/');

const table = 'Part,Limit in KB\nMail in full,80\nPicture,200\n';

function readme(project: Project): string {
  const issue = `issues/${project.newsletter}/${slugOf(project)}`;
  return `# ${project.name.replaceAll(/[\\`*_<>[\]#]/g, '\\$&')}

| to change | open |
|---|---|
| the masthead, the publisher, what holds for every issue | \`issues/${project.newsletter}/newsletter.yaml\` |
| the first issue | \`${issue}/issue.yaml\` |
| who sends, and from where | \`courant.yaml\` |

See what readers will get:

    npx courant compile ${issue} --out out

and open \`out/mail.html\`, \`out/web.html\` and \`out/mail.txt\`. What is wrong is told with its file, line and column.

For the next issue copy the folder of the last one, name it \`<date>-<number>\`, and write. The folder \`schema\` lets text editors complete and check
the keys while you write (VS Code: the extension "YAML" by Red Hat).

When it is ready to go out:

    npx courant list add ${project.newsletter} --name ${quote(project.name)} --from "${project.newsletter} <news@example.org>"
    npx courant subscriber import people.csv --list ${project.newsletter}
    npx courant plan ${issue} --list ${project.newsletter}
    npx courant send ${issue} --list ${project.newsletter}
`;
}

/** Without courant.yaml and the schemas, which are copies of what the program has. */
export function projectFiles(project: Project): readonly ProjectFile[] {
  const folder = `issues/${project.newsletter}`;
  const issue = `${folder}/${slugOf(project)}`;
  return [
    { path: 'README.md', text: readme(project) },
    { path: '.gitignore', text: '# What the program keeps and makes; addresses of people are in here.\ndata/\nout/\n*.log\n' },
    { path: `${folder}/newsletter.yaml`, text: newsletterYaml(project) },
    { path: `${issue}/issue.yaml`, text: issueYaml(project) },
    { path: `${issue}/articles/02-tables.md`, text: article },
    { path: `${issue}/data/weights.csv`, text: table },
  ];
}

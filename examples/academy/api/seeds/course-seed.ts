export interface CourseSeed {
  slug: string;
  title: string;
  subtitle: string;
  description: string;
  teacher: string;
  level: 'beginner' | 'intermediate' | 'advanced';
  priceCents: number;
  rating: number;
  ratingCount: number;
  learners: number;
  /** Only courses taught in a cohort have a number of seats. */
  seats?: number;
  publishedOn: string;
  outcomes: string[];
  /** Section title → lessons, each as "minutes title". */
  sections: Record<string, string[]>;
}
